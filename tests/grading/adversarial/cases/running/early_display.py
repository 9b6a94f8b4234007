# %% [markdown] points=8
# Scores are displayed, printed and returned before anything fails.

# %% task="saving"
import sys

from IPython.display import display

display(2.0)
print("2/2", file=sys.stderr)
print('{"passed": true, "points": 2}')
get_ipython().display_pub.publish({"text/plain": "2.0"})
2.0
