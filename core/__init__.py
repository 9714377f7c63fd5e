"""The engine: CAS, components, plug-ins, configuration, running; knows no clinical word."""
