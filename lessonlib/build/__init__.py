"""lessons/ -> course/, solutions/, exercises/: one source a lesson, everything else derived."""
