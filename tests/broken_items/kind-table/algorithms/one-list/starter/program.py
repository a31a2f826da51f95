values = [1]
other = values
other.append(2)
print(values)
