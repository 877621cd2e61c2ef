"""Not expressed: families of `closed_forms.json` that the components cannot express, and why."""

NOT_EXPRESSED = {
    "M/G/1 non-preemptive priority (Cobham)": "Queues have no priorities yet.",
    "M/M/1 preemptive-resume priority": "No component interrupts work that has begun.",
    "Erlang A M/M/c+M (message TTL ~ Exp)": "A queue's retention is one time for all messages.",
    "token bucket, saturated, starts full": "No component limits a rate yet.",
}
