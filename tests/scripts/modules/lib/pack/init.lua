return { name = "pack" }
