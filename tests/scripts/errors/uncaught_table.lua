-- An uncaught error object without __tostring is named by its type.
io.write("partial line")
error({ code = 2 })

--> partial line
--! (error object is a table value)
--? 1
