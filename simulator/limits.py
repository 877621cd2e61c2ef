"""Limits: every maximum of a design and of a simulation, each with its reason.

Reaching one gives the user a sentence that names it, never a stack trace. What a site adds to
these (runs at a time, bytes stored) stands with the site.
"""

# --- The document -------------------------------------------------------------------------

DOCUMENT_BYTES_MAX = 2_000_000
"""Bytes of a document as text. A thousand components with long labels need about a third of it."""

DOCUMENT_DEPTH_MAX = 24
"""How deep maps and lists may nest. A real design needs 8; recursion stays far from its end."""

DOCUMENT_VALUES_MAX = 200_000
"""Values in a document, counted before anything is read, so that reading stays under a second."""

COMPONENTS_MAX = 1_000
"""Components in one design. Beyond it no diagram can be read, and frames outgrow the browser."""

EDGES_MAX = 3_000
"""Edges in one design: three for every component that it may have."""

TIMELINE_MAX = 100
"""Actions in one timeline. Each is a mark in every chart, and more could not be told apart."""

NAME_LENGTH_MAX = 200
"""Characters in the name of a design: one line of a list of scenarios."""

LABEL_LENGTH_MAX = 80
"""Characters in a component's label: what a node of the diagram can show in two lines."""

ID_LENGTH_MAX = 40
"""Characters in an id. Ids stand in paths, file names and column names."""

LIST_LENGTH_MAX = 50
"""Entries in a list of settings (steps, message classes, parts of a mixture)."""

LAYOUT_REACH_MAX = 1_000_000
"""Pixels from the middle of the canvas: farther out, browsers lose whole pixels in rounding."""

PROBLEMS_MAX = 200
"""Problems told at once. Whoever has more than that will not read on."""

# --- Settings -----------------------------------------------------------------------------

SECONDS_MAX = 31_536_000.0
"""The longest duration of any setting, a year: beyond it the clock's rounding could be seen."""

RATE_MAX = 100_000.0
"""Arrivals a second of one client. Every message is simulated, so more would end at once."""

INSTANCES_MAX = 1_000
"""Instances of one component."""

CONCURRENCY_MAX = 1_000
"""Slots of one instance."""

SLOTS_MAX = 20_000
"""Slots of one component (instances × concurrency): a slot is a record that is kept in memory."""

USERS_MAX = 20_000
"""Users of one closed client: each is a record that is kept in memory."""

# --- A run --------------------------------------------------------------------------------

DURATION_MAX = 31 * 86_400.0
"""Simulated seconds of a run, a month: enough for daily and weekly patterns."""

DURATION_MIN = 1.0
"""Simulated seconds of a run: below it there is nothing to see in a chart."""

MESSAGES_MAX = 2_000_000
"""Messages of one simulation. About a minute of work on two cores; keeps a class of 30 moving."""

EVENTS_MAX = 30_000_000
"""Events of one simulation: what 2,000,000 messages with a few calls each need. It also ends
designs that go round in circles."""

PROGRESS_EVENTS = 20_000
"""Events after which a simulation hands control back, so that a lease is kept and a cancel seen."""

FRAMES_MAX = 1_200
"""Frames of a run: one for every pixel of a wide chart; more could not be seen."""

FRAMES_AUTO_MAX = 200
"""Frames of a run whose frame length is left open: a run plays in about 20 s and its numbers change
at most ten times a second, so more frames would not be seen."""

FRAMES_AUTO_MIN = 100
"""Frames that a run is given at least where its size decides: fewer would not show a course."""

ROWS_AUTO_MAX = 40_000
"""Frames times components and edges of a run whose frame length is left open: with 200 components
and 300 edges a run stays within a few megabytes."""

FRAME_MIN = 0.01
"""Seconds of the shortest frame."""

REPLICATIONS_MAX = 50
"""Simulations of one run. 30 are enough for a confidence interval that no longer narrows much."""

SEED_MAX = 2**53 - 1
"""The largest seed: the largest whole number that browsers keep exactly."""

# --- The microscope -----------------------------------------------------------------------

MICROSCOPE_DEAD_MAX = 500
"""Dead-lettered messages whose history is kept: more than anybody looks at one by one."""

MICROSCOPE_TWICE_MAX = 500
"""Messages handled more than once whose history is kept, for the same reason."""

MICROSCOPE_SLOWEST = 50
"""Messages that took longest and whose history is kept: a page of them, scrolled once."""

MICROSCOPE_SAMPLE_MAX = 140
"""Messages kept as a sample of all. It is halved when it is full, so that about 100 remain."""

MICROSCOPE_STEPS_MAX = 400
"""Steps of one history. A message that is tried again for ever would have a hundred thousand; its
first and last steps are kept, and how many were left out between them."""
