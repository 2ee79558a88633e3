// What any static program with this C library pays for its start: startup_budget.py compares with it.
int main() { return 0; }
