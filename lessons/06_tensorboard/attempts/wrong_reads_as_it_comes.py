# %% [markdown]
# Returns the points as they come, twice written steps too, and only the histogram that the reader keeps.

# %% task="read_events" caught_by="read_curve_resumed,read_all_histograms" message="after a crash"
def read_curve(folder, tag):
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0}).Reload()
    points = events.Scalars(tag)
    return [point.step for point in points], [point.value for point in points]


def read_ranges(folder, tag):
    events = EventAccumulator(str(folder)).Reload()
    return [
        [event.step, event.histogram_value.min, event.histogram_value.max] for event in events.Histograms(tag)
    ]
