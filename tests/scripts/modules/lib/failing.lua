error("fails on load")
