"""Settings: the groups of settings of clients, queues and workers, one module a group.

A settings class of a component type is put together from them, so that each stays short.
"""
