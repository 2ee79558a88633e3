return { name = "b seeing " .. require "cyclic_a".name }
