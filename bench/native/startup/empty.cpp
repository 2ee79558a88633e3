// The least that a process does: nothing.
int main() {}
