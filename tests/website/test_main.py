"""The command that makes the site removes no folder that it did not make."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "website", "--output", str(tmp_path), "--kept", str(tmp_path / "kept")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{tmp_path} is not empty, and no site that was made before. Nothing was written." in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
