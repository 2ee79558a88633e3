// A worklist over basic blocks. States only go down their lattice (a type to any, any to unset), so it
// ends.
#include "assembler/annotate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace strata::assembler {
namespace {

using isa::Edge;
using isa::Flow;
using isa::FlowState;
using isa::Instruction;
using isa::SlotType;

struct BasicBlock {
  uint32_t offset = 0;
  uint32_t first = 0, end = 0;     // its instructions
  uint32_t loop_end = 0;           // for a loop's header: one past the loop's last block, else 0
  bool reached = false;
  bool waiting = false;            // in the worklist
  FlowState entry;
};

uint32_t flags_of(const Instruction& in) { return isa::row(in.op).flags; }

int64_t jump_target(const Instruction& in) {
  return isa::row(in.op).operands[0] == isa::OperandKind::Label ? in.operand[0] : in.operand[1];
}

// The code cut into basic blocks; no blocks when it does not decode, or jumps into an instruction.
struct Graph {
  std::vector<Instruction> code;
  std::vector<BasicBlock> blocks;
  std::map<int64_t, uint32_t> block_at;  // by offset

  bool build(std::span<const uint8_t> bytes, AnnotateFault* fault);
};

bool Graph::build(std::span<const uint8_t> bytes, AnnotateFault* fault) {
  uint32_t size = static_cast<uint32_t>(bytes.size());
  block_at[0] = 0;
  for (uint32_t offset = 0; offset < size;) {
    Instruction in;
    if (!isa::decode(bytes.data(), size, offset, &in)) {
      *fault = {offset, "not an instruction"};
      return false;
    }
    code.push_back(in);
    if (flags_of(in) & isa::kJump) block_at[jump_target(in)] = 0;
    if ((flags_of(in) & (isa::kJump | isa::kEnd)) && in.next < size) block_at[in.next] = 0;
    offset = in.next;
  }
  for (uint32_t i = 0; i < code.size(); i++) {
    if (!block_at.contains(code[i].offset)) continue;
    if (!blocks.empty()) blocks.back().end = i;
    block_at[code[i].offset] = static_cast<uint32_t>(blocks.size());
    blocks.push_back({.offset = code[i].offset, .first = i});
  }
  if (!blocks.empty()) blocks.back().end = static_cast<uint32_t>(code.size());
  if (blocks.size() == block_at.size()) return true;
  *fault = {0, code.empty() ? "has no code" : "a jump leads out of the code"};
  return false;
}

class Annotator {
 public:
  Annotator(const isa::FunctionShape& shape, Graph* graph, AnnotateFault* fault)
      : shape_(shape), flow_(shape), graph_(*graph), fault_(fault) {}

  bool run(uint32_t parameter_count);
  void write(base::ByteWriter* out) const;

 private:
  bool settle();
  bool walk(uint32_t b);
  bool arrive(const FlowState& state, uint32_t target, uint32_t from_offset);
  void find_loops();
  void wait(uint32_t b);
  void add_types(const BasicBlock& block, uint32_t live, std::vector<isa::TypedSlot>* typed) const;

  const isa::FunctionShape& shape_;
  Flow flow_;
  Graph& graph_;
  AnnotateFault* fault_;
  std::vector<uint32_t> worklist_;
};

void Annotator::wait(uint32_t b) {
  if (graph_.blocks[b].waiting) return;
  graph_.blocks[b].waiting = true;
  worklist_.push_back(b);
}

SlotType join(SlotType a, SlotType b) {
  if (a == b) return a;
  return a == SlotType::Unset || b == SlotType::Unset ? SlotType::Unset : SlotType::Any;
}

bool Annotator::arrive(const FlowState& state, uint32_t target, uint32_t from_offset) {
  BasicBlock& block = graph_.blocks[target];
  if (!block.reached) {
    block.reached = true;
    block.entry = state;
    wait(target);
    return true;
  }
  if (block.entry.depth != state.depth) {
    *fault_ = {from_offset, fmt::format("the stack holds {} values here, but {} on another way to the same "
                                        "place", state.depth, block.entry.depth)};
    return false;
  }
  uint32_t used = shape_.local_count + state.depth;
  for (uint32_t slot = 0; slot < used; slot++) {
    SlotType joined = join(block.entry.slots[slot], state.slots[slot]);
    if (joined == block.entry.slots[slot]) continue;
    block.entry.slots[slot] = joined;
    wait(target);
  }
  return true;
}

bool Annotator::walk(uint32_t b) {
  FlowState state = graph_.blocks[b].entry;
  const Instruction* last = nullptr;
  for (uint32_t i = graph_.blocks[b].first; i < graph_.blocks[b].end; i++) {
    last = &graph_.code[i];
    if (flow_.step(*last, &state)) continue;
    *fault_ = {last->offset, flow_.complaint()};
    return false;
  }
  uint32_t flags = flags_of(*last);
  if (state.open) {
    *fault_ = {last->offset, "an open list reaches the end of its block"};
    return false;
  }
  if (flags & isa::kJump) {
    FlowState jumping = state;
    flow_.leave(*last, Edge::Jump, &jumping);
    if (!arrive(jumping, graph_.block_at.at(jump_target(*last)), last->offset)) return false;
  }
  if (flags & isa::kEnd) return true;
  if (b + 1 == graph_.blocks.size()) {
    *fault_ = {last->offset, "control runs over the end of the function"};
    return false;
  }
  flow_.leave(*last, Edge::Fall, &state);
  return arrive(state, b + 1, last->offset);
}

bool Annotator::settle() {
  while (!worklist_.empty()) {
    uint32_t b = worklist_.back();
    worklist_.pop_back();
    graph_.blocks[b].waiting = false;
    if (!walk(b)) return false;
  }
  return true;
}

bool Annotator::run(uint32_t parameter_count) {
  if (!arrive(flow_.entry(parameter_count), 0, 0) || !settle()) return false;
  for (uint32_t b = 0; b < graph_.blocks.size(); b++) {
    if (graph_.blocks[b].reached) continue;
    if (!arrive(flow_.entry(shape_.local_count), b, graph_.blocks[b].offset) || !settle()) return false;
  }
  find_loops();
  return true;
}

// A jump back spans a loop; where two overlap without one holding the other, the first is stretched.
void Annotator::find_loops() {
  std::vector<BasicBlock>& blocks = graph_.blocks;
  for (uint32_t b = 0; b < blocks.size(); b++) {
    const Instruction& last = graph_.code[blocks[b].end - 1];
    if (!(flags_of(last) & isa::kJump)) continue;
    uint32_t target = graph_.block_at.at(jump_target(last));
    if (target <= b) blocks[target].loop_end = std::max(blocks[target].loop_end, b + 1);
  }
  for (uint32_t header = static_cast<uint32_t>(blocks.size()); header-- > 0;) {
    for (uint32_t b = header + 1; b < blocks[header].loop_end; b++) {
      blocks[header].loop_end = std::max(blocks[header].loop_end, blocks[b].loop_end);
    }
  }
}

void Annotator::add_types(const BasicBlock& block, uint32_t live,
                          std::vector<isa::TypedSlot>* typed) const {
  for (uint32_t slot = 0; slot < shape_.local_count + block.entry.depth; slot++) {
    if (slot >= live && slot < shape_.local_count) continue;
    if (block.entry.slots[slot] != SlotType::Any) typed->push_back({slot, block.entry.slots[slot]});
  }
}

void Annotator::write(base::ByteWriter* out) const {
  isa::AnnotationsWriter writer;
  std::vector<uint32_t> loops;  // headers around the block at hand
  std::vector<isa::TypedSlot> typed;
  for (uint32_t b = 0; b < graph_.blocks.size(); b++) {
    const BasicBlock& block = graph_.blocks[b];
    while (!loops.empty() && graph_.blocks[loops.back()].loop_end <= b) loops.pop_back();
    if (block.loop_end > b) loops.push_back(b);
    uint32_t live = shape_.local_count;
    while (live > 0 && block.entry.slots[live - 1] == SlotType::Unset) live--;
    typed.clear();
    add_types(block, live, &typed);
    writer.add(block.offset, block.entry.depth, loops.empty() ? isa::kNoLoop : loops.back(), live, typed);
  }
  writer.finish(out);
}

}  // namespace

bool annotate(const isa::FunctionShape& shape, uint32_t parameter_count, std::span<const uint8_t> code,
              base::ByteWriter* out, AnnotateFault* fault) {
  Graph graph;
  if (!graph.build(code, fault)) return false;
  Annotator annotator(shape, &graph, fault);
  if (!annotator.run(parameter_count)) return false;
  annotator.write(out);
  return true;
}

namespace {

// Depth at the end of block `b` when it starts with `depth`; raises *deepest on the way.
int64_t run_depth(const Graph& graph, uint32_t b, int64_t depth, int64_t* deepest) {
  for (uint32_t i = graph.blocks[b].first; i < graph.blocks[b].end; i++) {
    depth = std::max<int64_t>(0, depth - graph.code[i].pops()) + graph.code[i].pushes();
    *deepest = std::max(*deepest, depth);
  }
  return depth;
}

void follow_depth(Graph* graph, uint32_t start, int64_t* deepest) {
  std::vector<std::pair<uint32_t, int64_t>> worklist = {{start, 0}};
  while (!worklist.empty()) {
    auto [b, depth] = worklist.back();
    worklist.pop_back();
    if (graph->blocks[b].reached) continue;
    graph->blocks[b].reached = true;
    depth = run_depth(*graph, b, depth, deepest);
    const Instruction& last = graph->code[graph->blocks[b].end - 1];
    uint32_t flags = flags_of(last);
    if (!(flags & isa::kEnd) && b + 1 < graph->blocks.size()) worklist.push_back({b + 1, depth});
    if (!(flags & isa::kJump)) continue;
    int64_t kept = flags & isa::kKeeps ? 1 : 0;
    worklist.push_back({graph->block_at.at(jump_target(last)), depth + kept});
  }
}

}  // namespace

uint32_t deepest_stack(std::span<const uint8_t> code) {
  Graph graph;
  AnnotateFault ignored;
  if (!graph.build(code, &ignored)) return 0;
  int64_t deepest = 0;
  for (uint32_t b = 0; b < graph.blocks.size(); b++) follow_depth(&graph, b, &deepest);
  return static_cast<uint32_t>(std::min<int64_t>(deepest, UINT32_MAX));
}

}  // namespace strata::assembler
