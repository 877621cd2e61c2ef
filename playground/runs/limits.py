"""Limits: every maximum of runs, frames and sockets, each with its reason.

The limits of a design and of one simulation stand in `simulator/limits.py`.
"""

# --- Runs ----------------------------------------------------------------------------------------

RUNS_AT_ONCE_MAX = 4
"""Runs one owner may have queued or running: enough to compare, and a class of 30 shares the
cores."""

RUNS_KEPT_MAX = 100
"""Runs kept of one scenario, besides those that were shared. Each takes up to a few megabytes, and
nobody looks for the hundredth; the oldest is deleted with its frames."""

REPLICATIONS_QUEUED_MAX = 2_000
"""Replications that may wait on one site. At half a second each that is a quarter of an hour."""

RUN_SECONDS_MAX = 600
"""Seconds of computing a replication may take. 2,000,000 messages take about one minute."""

RUN_SECONDS_HARD = RUN_SECONDS_MAX + 60
"""Seconds after which the process that computes is killed: it did not even hand back control."""

ATTEMPTS_MAX = 3
"""Attempts at one replication. A design that kills its worker must not kill every worker."""

# --- Single messages -----------------------------------------------------------------------------

FOLLOWED_MESSAGES_MAX = 100_000
"""Messages of a run that are followed one by one. That takes about 5 s of a core, many times
as long as to count them: more would keep a worker from the runs of others."""

FOLLOWING_SECONDS_MAX = 120
"""Seconds that following the messages of one run may take, for the same reason."""

COMPARED_RUNS_MAX = 3
"""Earlier runs of the same work whose messages are kept again: those that are still compared."""

# --- Leases --------------------------------------------------------------------------------------

BEAT_SECONDS = 0.5
"""Seconds between two renewals of a lease: also how soon a cancel is seen."""

LEASE_SECONDS = 6.0
"""Seconds a replication stays claimed without a beat: twelve missed beats are no hiccup."""

REAP_SECONDS = 2.0
"""Seconds between two looks for lost replications, so a kill costs 6 to 9 seconds."""

RING_AGAIN_SECONDS = 10.0
"""Seconds a replication may be queued before its message is sent again: a broker may forget.
A message too many finds nothing to claim."""

RING_AGAIN_MAX = 50
"""Replications rung for at one look: those next in line; the others wait behind them anyway."""

# --- Frames --------------------------------------------------------------------------------------

CHUNK_SECONDS = 2.0
"""Seconds of frames in one SQL row while the hot stream delivers them: few rows, few commits."""

CHUNK_SECONDS_ALONE = 0.1
"""The same without a hot stream: SQL then delivers, and a tenth of a second still looks live."""

CHUNK_BYTES = 256_000
"""Bytes of frames, before compression, that make a chunk early: bounds the memory of a worker."""

ANNOUNCE_SECONDS = 0.03
"""Seconds for which frames are gathered before they are announced: below what an eye can see."""

HOT_RUN_BYTES = 2_000_000
"""Bytes of frames kept hot for one replication: a whole usual run, the tail of a wide one."""

HOT_RUNS_MAX = 48
"""Replications kept hot at once; with HOT_RUN_BYTES about 100 MB in all, under the 256 MB that
the embedded server may use."""

HOT_SECONDS = 600
"""Seconds a hot stream outlives its last frame."""

# --- Sockets -------------------------------------------------------------------------------------

FRAMES_UNACKNOWLEDGED_MAX = 256
"""Frames sent but not acknowledged. Daphne has no back-pressure: without this window a reader
that sleeps fills the server's memory."""

STALLED_SECONDS = 30.0
"""Seconds a full window may stand still before the socket is closed; the page reconnects."""

FRAMES_PER_MESSAGE_MAX = 64
"""Frames in one socket message: the browser applies a message within one animation frame."""

MESSAGE_BYTES_MAX = 500_000
"""Bytes of frames in one socket message, for the same reason, where frames are wide."""

RING_BYTES = 1_000_000
"""Bytes of recent frames a web process keeps for each watched run; older ones are read again."""

SOCKETS_PER_OWNER_MAX = 24
"""Sockets of one owner in one web process: two dozen tabs."""

SOCKETS_PER_ADDRESS_MAX = 400
"""Sockets of one network address in one web process: a school behind one address."""

# --- Reading -------------------------------------------------------------------------------------

FRAMES_PER_PAGE_MAX = 1_200
"""Frames in one answer of the API: a whole run (`simulator.limits.FRAMES_MAX`)."""
