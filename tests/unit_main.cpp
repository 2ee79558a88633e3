// The entry point of strata_tests: every *_test.cpp of the folders is linked with it.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
