# JupyterLab with the course, for an ordinary user:
#     docker build --tag lessonlib .
#     docker run --rm --publish 127.0.0.1:8888:8888 lessonlib
# The README, under "Installing", says where to find the ADDRESS of PyTorch's builds for the CPU, which are smaller:
#     docker build --build-arg PIP_EXTRA_INDEX_URL=ADDRESS --tag lessonlib .
FROM python:3.12-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap git make \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 1000 learner && install --directory --owner=learner /home/learner/course
USER learner
WORKDIR /home/learner/course
COPY --chown=learner:learner . .
RUN mkdir work
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1
RUN make install
EXPOSE 8888
CMD ["make", "lab", "ARGS=--no-browser --ip=0.0.0.0"]
