"""The dashboard on the Regionale Open Government Labore 2020–2022."""
