class Thing:
    def __init__(self): self.value = 1
t = Thing()
y = (t.valeu
     + 1)
