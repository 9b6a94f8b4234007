"""What learners' work is compared with: results and trainings made again by the library.

They are kept out of the tests of the exercises, because learners read those.
"""
