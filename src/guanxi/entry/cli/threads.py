"""One thread for linear algebra, set before numpy loads: its matrices are small, and threads that wait cost time.

Measured with two cores on 64,000 people: `guanxi response` takes 5.5 s with one thread and 13 to 54 s with two. Whoever
sets any of these variables is not overruled.
"""

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

if not any(os.environ.get(name) for name in VARIABLES):
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"  # not OMP: trees are learned on all cores
