// The end of a function: from what was recorded while emitting to the bytes of the module.
//
// Loops are found from their back edges alone, structured or made by goto: a loop is the run of blocks
// from the target of a back edge to its source. Where two such runs overlap without one containing the
// other (possible with goto only) the first is extended over the second, so that loops nest.
#include <algorithm>

#include "lua/parser.h"

namespace strata::lua {

using isa::kNoLoop;

void Parser::finish_function() {
  FunctionState& fs = *fs_;
  if (fs.slot_count > isa::kMaxLocals || fs.slot_count + fs.max_depth > isa::kMaxFrameSlots) {
    return lexer_.error_near_token("function or expression needs too many registers");
  }
  write_constants();
  write_annotations();
  debug_bytes_.bytes().clear();
  if (!options_.strip_debug) write_debug_map();
  descriptors_.clear();
  for (const Upvalue& upvalue : fs.upvalues) descriptors_.push(upvalue.descriptor);

  isa::ModuleBuilder::Function function;
  function.record.parameter_count = static_cast<uint16_t>(fs.parameter_count);
  function.record.local_count = static_cast<uint16_t>(fs.slot_count);
  function.record.max_stack = static_cast<uint16_t>(fs.max_depth);
  function.record.flags = fs.flags;
  function.record.line_defined = fs.line_defined;
  function.record.last_line_defined = fs.last_line_defined;
  function.record.constant_count = fs.constants.size();
  function.code = fs.code.span();
  function.constants = constant_bytes_.bytes();
  function.annotations = annotation_bytes_.bytes();
  function.debug = debug_bytes_.bytes();
  function.children = fs.children.span();
  function.upvalues = descriptors_.span();
  builder_.finish_function(fs.index, function);
}

void Parser::write_constants() {
  constant_bytes_.bytes().clear();
  for (const FunctionState::ConstantEntry& constant : fs_->constants) {
    constant_bytes_.u8(static_cast<uint8_t>(constant.kind));
    switch (constant.kind) {
      case isa::ConstantKind::Int: constant_bytes_.sleb(static_cast<int64_t>(constant.bits)); break;
      case isa::ConstantKind::Float: constant_bytes_.u64(constant.bits); break;
      case isa::ConstantKind::String: constant_bytes_.string(names_[static_cast<NameId>(constant.bits)].view()); break;
    }
  }
}

void Parser::write_debug_map() {
  FunctionState& fs = *fs_;
  debug_map_.lines.clear();
  debug_map_.locals.clear();
  debug_map_.upvalues.clear();
  for (const FunctionState::Line& line : fs.lines) debug_map_.lines.push_back({line.offset, line.line});
  for (const FunctionState::LocalEntry& local : fs.locals) {
    debug_map_.locals.push_back({names_[local.name].view(), local.slot, local.start, local.end});
  }
  for (const Upvalue& upvalue : fs.upvalues) debug_map_.upvalues.push_back(names_[upvalue.name].view());
  encode_debug_map(debug_map_, fs.line_defined, &debug_bytes_);
}

// ---- annotations

// Fills loop_of_block_, for a function that has back edges.
void Parser::find_loops() {
  const Buffer<FunctionState::BlockStart>& blocks = fs_->blocks;
  auto block_at = [&blocks](uint32_t offset) {
    auto after = std::upper_bound(blocks.begin(), blocks.end(), offset,
                                  [](uint32_t at, const auto& block) { return at < block.offset; });
    return static_cast<uint32_t>(after - blocks.begin()) - 1;
  };
  loop_end_.assign(blocks.size(), kNoLoop);
  for (const FunctionState::BackEdge& edge : fs_->back_edges) {
    uint32_t& end = loop_end_[block_at(edge.to)];
    uint32_t source = block_at(edge.from);
    end = end == kNoLoop ? source : std::max(end, source);
  }
  // From the last header to the first; the stack holds the outermost loops behind the current one.
  loop_stack_.clear();
  for (uint32_t header = blocks.size(); header-- > 0;) {
    uint32_t& end = loop_end_[header];
    if (end == kNoLoop) continue;
    while (!loop_stack_.empty() && loop_stack_.back() <= end) {
      end = std::max(end, loop_end_[loop_stack_.back()]);
      loop_stack_.pop_back();
    }
    loop_stack_.push_back(header);
  }
  loop_stack_.clear();
  loop_of_block_.resize(blocks.size());
  for (uint32_t block = 0; block < blocks.size(); block++) {
    while (!loop_stack_.empty() && loop_end_[loop_stack_.back()] < block) loop_stack_.pop_back();
    if (loop_end_[block] != kNoLoop) loop_stack_.push_back(block);
    loop_of_block_[block] = loop_stack_.empty() ? kNoLoop : loop_stack_.back();
  }
}

void Parser::write_annotations() {
  FunctionState& fs = *fs_;
  bool has_loops = !fs.back_edges.empty();
  if (has_loops) find_loops();
  fs.types.solve();
  const Buffer<TypeTerms::Claim>& claims = fs.types.claims();
  uint32_t next_claim = 0, next_table = 0;
  active_claims_.clear();
  annotations_.clear();
  for (uint32_t block = 0; block < fs.blocks.size(); block++) {
    const FunctionState::BlockStart& start = fs.blocks[block];
    for (; next_claim < claims.size() && claims[next_claim].first_block <= block; next_claim++) {
      if (claims[next_claim].type != isa::SlotType::Any) active_claims_.push(claims[next_claim]);
    }
    typed_slots_.clear();
    uint32_t kept = 0;
    for (const TypeTerms::Claim& claim : active_claims_) {
      if (claim.end_block <= block) continue;
      active_claims_[kept++] = claim;
      if (claim.slot < start.live) typed_slots_.push({claim.slot, claim.type});
    }
    active_claims_.truncate(kept);
    for (; next_table < fs.table_claims.size() && fs.table_claims[next_table].block == block; next_table++) {
      typed_slots_.push({fs.slot_count + fs.table_claims[next_table].stack_entry, isa::SlotType::Table});
    }
    annotations_.add(start.offset, start.depth, has_loops ? loop_of_block_[block] : kNoLoop, start.live,
                     typed_slots_.span());
  }
  annotation_bytes_.bytes().clear();
  annotations_.finish(&annotation_bytes_);
}

}  // namespace strata::lua
