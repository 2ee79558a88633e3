// startup/hello.lua in C++.
#include <cstdio>

int main() { std::puts("hello"); }
