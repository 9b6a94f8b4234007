"""nbgrader's side: releases, the gradebook, feedback pages."""
