-- os.exit(false) is failure; what was written is flushed.
print(os.exit ~= nil)
os.exit(false)

--> true
--? 1
