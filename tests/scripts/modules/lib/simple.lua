return { name = "simple", args = { ... } }
