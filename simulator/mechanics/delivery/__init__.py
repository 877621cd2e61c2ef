"""Delivery: the general case of how messages wait, are locked, counted, returned and given up.

`mechanics.handover` is the special case in which none of this is switched on.
"""
