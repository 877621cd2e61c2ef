"""Not expressed: families of `closed_forms.json` that the components cannot express, and why."""

NOT_EXPRESSED = {
    "M/M/1 preemptive-resume priority": (
        "Nothing interrupts work in order to go on with it later: a message of a higher priority "
        "is the next to be received, and waits for a free slot like any other. What does cut work "
        "short (a crash, a limit of time, a scale-in) begins it anew, or ends it."
    ),
}
