"""What stands before a name or an address in Russian."""

NAMED_BEFORE = r"(?:меня зовут|мое имя|я|господин|госпожа|доктор)"
STREET = r"(?:улиц\w|ул|проспект\w?|пр|переулок|площадь|бульвар|дом)"
