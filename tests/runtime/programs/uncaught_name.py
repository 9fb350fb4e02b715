counter = 1
class Thing:
    def __init__(self): self.value = 1
try:
    Thing().valeu
except AttributeError as e:
    print(e)
print(conter)
