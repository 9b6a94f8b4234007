"""What all tests of pictures share."""

from xml.etree import ElementTree as ET

import pytest


def texts_of(picture):
    """All texts drawn in a picture."""
    return [node.text for node in ET.fromstring(picture.svg).iter() if node.tag.endswith("}text")]


@pytest.fixture
def texts():
    return texts_of
