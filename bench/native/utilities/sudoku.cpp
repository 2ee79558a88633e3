// utilities/sudoku.lua in C++.
#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

namespace {

using Board = std::array<int, 81>;
std::array<std::vector<int>, 81> peers;
int tries = 0;

void find_peers() {
  for (int cell = 0; cell < 81; cell++) {
    for (int other = 0; other < 81; other++) {
      const int row = cell / 9, column = cell % 9, r = other / 9, c = other % 9;
      const bool same_box = r / 3 == row / 3 && c / 3 == column / 3;
      if (other != cell && (r == row || c == column || same_box)) peers[static_cast<size_t>(cell)].push_back(other);
    }
  }
}

std::vector<int> candidates(const Board& board, size_t cell) {
  bool used[10] = {};
  for (int peer : peers[cell]) used[board[static_cast<size_t>(peer)]] = true;
  std::vector<int> free;
  for (int digit = 1; digit <= 9; digit++) {
    if (!used[digit]) free.push_back(digit);
  }
  return free;
}

bool solve(Board& board) {
  size_t best = board.size();
  std::vector<int> best_free;
  for (size_t cell = 0; cell < board.size(); cell++) {
    if (board[cell] != 0) continue;
    std::vector<int> free = candidates(board, cell);
    const bool decided = free.size() <= 1;
    if (best == board.size() || free.size() < best_free.size()) best = cell, best_free = std::move(free);
    if (decided) break;
  }
  if (best == board.size()) return true;
  for (int digit : best_free) {
    tries++;
    board[best] = digit;
    if (solve(board)) return true;
  }
  board[best] = 0;
  return false;
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count < 2) return 2;
  find_peers();
  std::ifstream file(arguments[1]);
  int solved = 0, count = 0;
  for (std::string line; std::getline(file, line); count++) {
    Board board;
    for (size_t i = 0; i < board.size(); i++) board[i] = i < line.size() && line[i] >= '1' && line[i] <= '9' ? line[i] - '0' : 0;
    const bool good = solve(board);
    solved += good;
    if (!good) line = "no solution";
    for (size_t i = 0; good && i < board.size(); i++) line[i] = static_cast<char>('0' + board[i]);
    std::printf("%s\n", line.c_str());
  }
  std::printf("%d of %d solved, %d tries\n", solved, count, tries);
}
