// The code writer gives asmjit's bytes: every form that it encodes by itself is compared over all registers,
// and displacements and immediates on both sides of each boundary; jumps in random programs.
#include "baseline_jit/code_writer.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace x86 = asmjit::x86;
using asmjit::Label;
using strata::baseline_jit::CodeWriter;

namespace {

std::string hex(std::span<const uint8_t> bytes) {
  std::string text;
  char two[4];
  for (uint8_t byte : bytes) text += (std::snprintf(two, sizeof two, "%02x ", byte), two);
  return text;
}

// Both assemblers, for one instruction after the other.
class Pair {
 public:
  Pair() {
    holder_.init(asmjit::Environment(asmjit::Arch::kX64));
    holder_.attach(&theirs_);
    theirs_.addEncodingOptions(asmjit::EncodingOptions::kOptimizedAlign);
  }

  template <typename F>
  void same(const char* what, F&& emit) {
    REQUIRE(ours_.start());
    theirs_.setOffset(0);
    emit(ours_);
    emit(theirs_);
    REQUIRE(ours_.finish());
    ++compared;
    std::string mine = hex(ours_.code()), expected = hex({theirs_.bufferData(), theirs_.offset()});
    if (mine == expected && !expected.empty()) return;
    if (++different < 20) FAIL_CHECK(what << ": " << mine << "instead of " << expected);
  }

  int compared = 0, different = 0;

 private:
  CodeWriter ours_;
  asmjit::CodeHolder holder_;
  x86::Assembler theirs_;
};

const std::vector<x86::Gp> kRegisters = [] {
  std::vector<x86::Gp> all;
  for (uint32_t id = 0; id < 16; ++id) all.insert(all.end(), {x86::gpq(id), x86::gpd(id), x86::gpw(id)});
  return all;
}();

constexpr int32_t kDisplacements[] = {0, 1, 16, 127, 128, 4096, 1 << 30, -1, -128, -129, -4096};
constexpr int64_t kImmediates[] = {0, 1, 3, 31, 63, 127, 128, 255, 256, 0x7fffffff, -1, -128, -129, -0x80000000ll};

// Addresses of every kind with every register in each place.
std::vector<x86::Mem> addresses(uint32_t size_bytes) {
  std::vector<x86::Mem> all;
  for (uint32_t base = 0; base < 16; ++base) {
    for (int32_t displacement : kDisplacements) {
      all.push_back(x86::Mem(x86::gpq(base), displacement, size_bytes));
      for (uint32_t index = 0; index < 16; ++index) {
        if (index == x86::Gp::kIdSp) continue;
        all.push_back(x86::Mem(x86::gpq(base), x86::gpq(index), index & 3, displacement, size_bytes));
      }
    }
    all.push_back(x86::Mem(x86::gpd(base), 8, size_bytes));
  }
  return all;
}
const std::vector<x86::Mem> kAddresses = addresses(8), kAddresses32 = addresses(4), kAddresses8 = addresses(1);

#define EACH_ARITHMETIC(FORM) FORM(add) FORM(or_) FORM(and_) FORM(sub) FORM(xor_) FORM(cmp)
#define EACH_FLOAT(FORM) FORM(movsd) FORM(movaps) FORM(addsd) FORM(subsd) FORM(mulsd) FORM(divsd) FORM(ucomisd) FORM(xorps)
#define EACH_BASE(FORM) \
  FORM(rax) FORM(rcx) FORM(rbx) FORM(rsp) FORM(rbp) FORM(rsi) FORM(r8) FORM(r12) FORM(r13) FORM(r14) FORM(r15)
#define EACH_JUMP(FORM)                                                                                           \
  FORM(jmp) FORM(ja) FORM(jae) FORM(jb) FORM(jbe) FORM(jc) FORM(jnc) FORM(je) FORM(jne) FORM(jz) FORM(jnz) FORM(jg) \
  FORM(jge) FORM(jl) FORM(jle) FORM(jo) FORM(jno) FORM(js) FORM(jns) FORM(jp) FORM(jnp)

}  // namespace

TEST_CASE("code writer: two registers are encoded as asmjit does") {
  Pair pair;
  for (const x86::Gp& a : kRegisters) {
    for (const x86::Gp& b : kRegisters) {
      if (a.size() != b.size()) continue;
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(a, b); });
      EACH_ARITHMETIC(FORM) FORM(mov) FORM(test) FORM(imul)
#undef FORM
    }
  }
  for (uint32_t a = 0; a < 16; ++a) {
    for (uint32_t b = 0; b < 16; ++b) {
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(x86::xmm(a), x86::xmm(b)); });
      EACH_FLOAT(FORM)
#undef FORM
    }
  }
  CHECK(pair.compared == 3 * 256 * 9 + 256 * 8);
}

TEST_CASE("code writer: single registers, bytes, and moves between kinds are encoded as asmjit does") {
  Pair pair;
  for (const x86::Gp& r : kRegisters) {
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(r); });
    FORM(inc) FORM(dec) FORM(not_) FORM(neg)
    if (r.size() >= 4) { FORM(mul) FORM(div) FORM(idiv) }
    if (r.size() == 8) { FORM(call) }
#undef FORM
  }
  for (uint32_t a = 0; a < 16; ++a) {
    x86::Gp byte = x86::gpb(a);
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(byte); });
    FORM(seta) FORM(setae) FORM(setb) FORM(setbe) FORM(sete) FORM(setne) FORM(setg) FORM(setge) FORM(setl) FORM(setle)
    FORM(inc) FORM(not_)
#undef FORM
    for (uint32_t b = 0; b < 16; ++b) {
      pair.same("test", [&](auto& w) { w.test(x86::gpb(a), x86::gpb(b)); });
      pair.same("movzx", [&](auto& w) { w.movzx(x86::gpd(a), x86::gpb(b)); });
      pair.same("movzx", [&](auto& w) { w.movzx(x86::gpq(a), x86::gpb(b)); });
      pair.same("movq", [&](auto& w) { w.movq(x86::xmm(a), x86::gpq(b)); });
      pair.same("movq", [&](auto& w) { w.movq(x86::gpq(a), x86::xmm(b)); });
      pair.same("cvtsi2sd", [&](auto& w) { w.cvtsi2sd(x86::xmm(a), x86::gpq(b)); });
      pair.same("cvtsi2sd", [&](auto& w) { w.cvtsi2sd(x86::xmm(a), x86::gpd(b)); });
    }
  }
  for (const x86::Gp& high : {x86::ah, x86::ch, x86::dh, x86::bh}) {
    pair.same("sete", [&](auto& w) { w.sete(high); });
    pair.same("test", [&](auto& w) { w.test(high, x86::al); });
    pair.same("test", [&](auto& w) { w.test(x86::al, high); });
    pair.same("movzx", [&](auto& w) { w.movzx(x86::eax, high); });
  }
  pair.same("cqo", [&](auto& w) { w.cqo(); });
}

TEST_CASE("code writer: instructions that do nothing are asmjit's") {
  Pair pair;
  for (size_t before = 0; before < 32; ++before) {
    for (auto mode : {asmjit::AlignMode::kCode, asmjit::AlignMode::kData, asmjit::AlignMode::kZero}) {
      pair.same("align", [&](auto& w) {
        for (size_t k = 0; k <= before; ++k) w.cdq();
        w.align(mode, 16);
      });
    }
  }
}

TEST_CASE("code writer: memory operands are encoded as asmjit does") {
  Pair pair;
  for (const x86::Mem& m : kAddresses) {
    for (uint32_t id = 0; id < 16; ++id) {
      for (const x86::Gp& r : {x86::Gp(x86::gpq(id)), x86::Gp(x86::gpd(id)), x86::Gp(x86::gpw(id))}) {
        pair.same("mov", [&](auto& w) { w.mov(r, m); });
        pair.same("mov", [&](auto& w) { w.mov(m, r); });
        pair.same("lea", [&](auto& w) { w.lea(r, m); });
      }
      pair.same("movsd", [&](auto& w) { w.movsd(x86::xmm(id), m); });
      pair.same("movsd", [&](auto& w) { w.movsd(m, x86::xmm(id)); });
    }
    x86::Gp r = x86::gpq(m.baseId() ^ 5);
#define FORM(name)                                         \
  pair.same(#name, [&](auto& w) { w.name(r, m); });        \
  pair.same(#name, [&](auto& w) { w.name(m, r.r32()); });
    EACH_ARITHMETIC(FORM)
#undef FORM
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(x86::xmm(m.baseId()), m); });
    EACH_FLOAT(FORM)
#undef FORM
    if (m.size() == 8) {
      pair.same("inc", [&](auto& w) { w.inc(m); });
      pair.same("dec", [&](auto& w) { w.dec(m); });
    }
    pair.same("call", [&](auto& w) { w.call(m); });
    pair.same("jmp", [&](auto& w) { w.jmp(m); });
  }
  for (const x86::Mem& m : kAddresses32) {
    pair.same("inc", [&](auto& w) { w.inc(m); });
    pair.same("dec", [&](auto& w) { w.dec(m); });
  }
  for (const x86::Mem& m : kAddresses8) {
    for (int32_t mask : {0, 1, 127, -128, -1}) pair.same("test", [&](auto& w) { w.test(m, mask); });
    for (uint32_t id = 0; id < 16; ++id) {
      pair.same("movzx", [&](auto& w) { w.movzx(x86::gpd(id), m); });
      pair.same("movzx", [&](auto& w) { w.movzx(x86::gpq(id), m); });
    }
  }
  CHECK(pair.compared > 100000);
}

// What an emitter writes has its registers as constants: the shorter ways through the writer.
TEST_CASE("code writer: known registers are encoded as asmjit does") {
  Pair pair;
  for (int32_t d : kDisplacements) {
    for (int64_t v : kImmediates) {
#define FORM(base)                                                                \
  pair.same("mov", [&](auto& w) { w.mov(x86::qword_ptr(x86::base, d), v); });     \
  pair.same("mov", [&](auto& w) { w.mov(x86::dword_ptr(x86::base, d), v); });     \
  pair.same("cmp", [&](auto& w) { w.cmp(x86::qword_ptr(x86::base, d), v); });     \
  pair.same("sub", [&](auto& w) { w.sub(x86::dword_ptr(x86::base, d), v); });
      EACH_BASE(FORM)
#undef FORM
    }
#define FORM(base)                                                                    \
  for (uint32_t id = 0; id < 16; ++id) {                                              \
    pair.same("mov", [&](auto& w) { w.mov(x86::gpq(id), x86::qword_ptr(x86::base, d)); }); \
    pair.same("mov", [&](auto& w) { w.mov(x86::dword_ptr(x86::base, d), x86::gpd(id)); }); \
    pair.same("add", [&](auto& w) { w.add(x86::gpq(id), x86::qword_ptr(x86::base, d)); }); \
  }                                                                                   \
  pair.same("call", [&](auto& w) { w.call(x86::qword_ptr(x86::base, d)); });          \
  pair.same("dec", [&](auto& w) { w.dec(x86::dword_ptr(x86::base, d)); });
    EACH_BASE(FORM)
#undef FORM
  }
}

TEST_CASE("code writer: immediates are encoded as asmjit does") {
  Pair pair;
  std::vector<int64_t> values(std::begin(kImmediates), std::end(kImmediates));
  for (const x86::Gp& r : kRegisters) {
    for (int64_t v : values) {
      if (r.size() == 2 && v != static_cast<int16_t>(v)) continue;
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(r, v); });
      EACH_ARITHMETIC(FORM) FORM(mov)
      if (v >= 0 && v < 64) { FORM(shl) FORM(shr) FORM(sar) FORM(btr) FORM(bts) }
#undef FORM
    }
    for (int64_t v : {int64_t{0xffffffff}, int64_t{0x80000000}}) {
      if (r.size() == 2) continue;
      pair.same("mov", [&](auto& w) { w.mov(r, v); });
      if (r.size() == 4) pair.same("and", [&](auto& w) { w.and_(r, v); });
      for (int64_t wide : {v << 5, INT64_MIN, INT64_MAX, int64_t{-0x80000001ll}})
        if (r.size() == 8) pair.same("mov", [&](auto& w) { w.mov(r, wide); });
    }
  }
  for (const std::vector<x86::Mem>* some : {&kAddresses, &kAddresses32, &kAddresses8}) {
    for (const x86::Mem& m : *some) {
      for (int64_t v : values) {
        if (m.size() == 1 && v != static_cast<int8_t>(v)) continue;
#define FORM(name) pair.same(#name, [&](auto& w) { w.name(m, v); });
        EACH_ARITHMETIC(FORM) FORM(mov)
#undef FORM
      }
    }
  }
  CHECK(pair.compared > 100000);
}

namespace {

void jump_back(CodeWriter& a, const Label&, size_t offset) { a.jmp_back(static_cast<uint32_t>(offset)); }
void jump_back(x86::Assembler& a, const Label& bound, size_t) { a.jmp(bound); }

// Jumps and label operands among other instructions, forward and back, near and far.
template <typename Assembler>
void emit_random(Assembler& a, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Label> labels;
  for (int i = 0; i < 12; ++i) labels.push_back(a.newLabel());
  size_t bound = 0, last_bound_at = 0;
  Label over = a.newLabel();
  bool is_over_open = false;
  size_t opened_at = 0;
  for (int i = 0; i < 300; ++i) {
    const Label& label = labels[random() % labels.size()];
    if (is_over_open && (random() % 3 == 0 || a.offset() > opened_at + 90)) a.bind(over), is_over_open = false;
    if (bound < labels.size() && random() % 20 == 0) last_bound_at = a.offset(), a.bind(labels[bound++]);
    uint32_t kind = random() % 40, k = 0;
#define FORM(name) \
  if (kind == k++) a.name(label);
    EACH_JUMP(FORM)
#undef FORM
    switch (kind) {
      case 30: a.lea(x86::r9, x86::ptr(label)); break;
      case 31: a.movsd(x86::xmm9, x86::qword_ptr(label)); break;
      case 32: a.j(x86::CondCode::kBE, label); break;
      case 33: case 34: case 35:
        if (!is_over_open) over = a.newLabel(), is_over_open = true, opened_at = a.offset();
        a.short_().jmp(over);
        a.short_().jne(over);
        break;
      case 36: a.btr(x86::rcx, 5); break;
      case 37: if (bound > 0) jump_back(a, labels[bound - 1], last_bound_at); break;
      default: a.mov(x86::rax, x86::qword_ptr(x86::rbx, 24)); break;  // behind the jumps, too
    }
  }
  if (is_over_open) a.bind(over);
  while (bound < labels.size()) a.bind(labels[bound++]);
  a.align(asmjit::AlignMode::kData, 8);
  a.embedUInt64(0x123456789abcdef0);
}

}  // namespace

TEST_CASE("code writer: random jumps lead where asmjit's lead, in one writer used over and over") {
  CodeWriter ours;
  for (uint32_t seed = 0; seed < 500; ++seed) {
    REQUIRE(ours.start());
    emit_random(ours, seed);
    REQUIRE(ours.finish());
    asmjit::CodeHolder holder;
    x86::Assembler theirs;
    holder.init(asmjit::Environment(asmjit::Arch::kX64));
    holder.attach(&theirs);
    emit_random(theirs, seed);
    REQUIRE(holder.resolveUnresolvedLinks() == asmjit::kErrorOk);
    std::string mine = hex(ours.code()), expected = hex({theirs.bufferData(), theirs.offset()});
    CHECK_MESSAGE(mine == expected, "seed " << seed);
  }
}

TEST_CASE("code writer: a large function grows its buffer, whoever encodes") {
  CodeWriter ours;
  REQUIRE(ours.start());
  Label end = ours.newLabel();
  size_t expected = 0;
  for (int i = 0; i < 200000; ++i) {
    if (i % 3 == 0) ours.jne(end), expected += 6;
    else if (i % 3 == 1) ours.cdq(), expected += 1;
    else ours.embedUInt64(0), expected += 8;
  }
  ours.bind(end);
  REQUIRE(ours.finish());
  REQUIRE(ours.code().size() == expected);
  CHECK(ours.code()[6] == 0x99);  // cdq, which is asmjit's business
  CHECK(ours.code()[expected - 1] == 0x99);
}
