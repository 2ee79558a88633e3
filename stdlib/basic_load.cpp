// The part of the basic library that loads chunks and steers the collector.
#include <string>

#include "runtime/buffer.h"
#include "runtime/debug_info.h"
#include "runtime/operations.h"
#include "stdlib/basic.h"
#include "stdlib/chunk.h"
#include "stdlib/long_work.h"

namespace strata::stdlib {

using namespace runtime;

namespace {

// ---- Loading

std::string_view view_or(const String* s, std::string_view otherwise) { return s ? s->view() : otherwise; }

// What load and loadfile answer: the function, with the environment at argument `env_index` if there is
// one; or nil and the message that is on top.
Status answer_loaded(Call& call, bool loaded, uint32_t env_index) {
  Value top = call.from_top(1);
  if (loaded) {
    if (call.has(env_index)) set_environment(call, top.as_lua_function(), call.arg(env_index));
    return call.results(1);
  }
  call.pop(1);
  call.push(Value::nil());
  call.push(top);
  return call.results(2);
}

// Calls the reader once more; *done when it has no more to give or has failed, and then *failed says
// which; the error value is left on top.
Status read_piece(Call& call, Buffer* text, bool* done, bool* failed) {
  call.push(call.arg(1));
  STRATA_TRY(call.protected_call(0, 1, failed));
  *done = true;
  if (*failed) return kOk;
  Value piece = call.from_top(1);
  if (piece.is_number()) {
    String* s = number_to_string(call.vm, piece);
    if (!s) return call.vm.raise_memory();
    piece = Value::of(s);
  }
  *failed = !piece.is_nil() && !piece.is_string();
  call.pop(1);
  if (*failed) return call.push_string(position_prefix(call.co, 1) + "reader function must return a string");
  if (piece.is_nil() || piece.as_string()->length == 0) return kOk;
  *done = false;
  if (text->append(piece.as_string()->view())) return kOk;
  *done = *failed = true;
  call.push(Value::of(call.vm.memory_error_text));
  return kOk;
}

Status load(Call& call) {
  String *name, *mode, *source = nullptr;
  if (call.arg(1).is_string() || call.arg(1).is_number()) STRATA_TRY(call.check_string(1, &source));
  STRATA_TRY(call.opt_string(3, &mode));
  STRATA_TRY(call.opt_string(2, &name));
  bool loaded = false;
  if (source) {
    STRATA_TRY(load_chunk_of_program(call, source->view(), view_or(name, source->view()), view_or(mode, "bt"), &loaded));
    return answer_loaded(call, loaded, 4);
  }
  STRATA_TRY(call.check_function(1));
  Buffer text(call.vm);
  bool done = false, failed = false;
  while (!done) {
    STRATA_TRY(read_piece(call, &text, &done, &failed));
    STRATA_TRY(poll(call));  // the reader may be a native, which does not
  }
  if (!failed) STRATA_TRY(load_chunk_of_program(call, text.view(), view_or(name, "=(load)"), view_or(mode, "bt"), &loaded));
  return answer_loaded(call, loaded, 4);
}

Status loadfile(Call& call) {
  String *path, *mode;
  STRATA_TRY(call.opt_string(1, &path));
  STRATA_TRY(call.opt_string(2, &mode));
  std::string path_text(view_or(path, ""));
  bool loaded;
  STRATA_TRY(load_file(call, path ? path_text.c_str() : nullptr, view_or(mode, "bt"), &loaded));
  return answer_loaded(call, loaded, 3);
}

Status dofile(Call& call) {
  String* path;
  STRATA_TRY(call.opt_string(1, &path));
  std::string path_text(view_or(path, ""));
  bool loaded;
  STRATA_TRY(load_file(call, path ? path_text.c_str() : nullptr, "bt", &loaded));
  if (!loaded) return call.error_value(call.from_top(1));
  return call.invoke(call.size() - 1, nullptr);
}

// ---- The collector

enum Option { Stop, Restart, Collect, Count, Step, SetPause, SetStepMultiplier, IsRunning, Generational, Incremental };
constexpr const char* kOptions[] = {"stop", "restart", "collect", "count", "step", "setpause", "setstepmul",
                                    "isrunning", "generational", "incremental", nullptr};

bool inside_finalizer(Coroutine* co) {
  for (; co; co = co->resumer) {
    for (uint32_t i = 0; i < co->frame_count; i++) {
      if (co->frames[i].flags & kFinalizerFrame) return true;
    }
  }
  return false;
}

// Runs the finalizers that a collection has found, then answers v.
Status after_collection(Call& call, Value v) {
  STRATA_TRY(handle_interrupt(call.co));
  return call.result(v);
}

// Numeric arguments 2, 3, ..; 0 where absent.
Status read_parameters(Call& call, int* parameters, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    int64_t n;
    STRATA_TRY(call.opt_integer(i + 2, 0, &n));
    parameters[i] = static_cast<int>(n);
  }
  return kOk;
}

Status change_mode(Call& call, gc::Mode mode) {
  gc::Heap& heap = call.vm.heap;
  bool was_generational = heap.mode() == gc::Mode::Generational;
  int parameters[3];
  if (mode == gc::Mode::Generational) {
    STRATA_TRY(read_parameters(call, parameters, 2));
    if (parameters[0] != 0) heap.set_minor_multiplier(parameters[0]);
    if (parameters[1] != 0) heap.set_major_multiplier(parameters[1]);
  } else {
    STRATA_TRY(read_parameters(call, parameters, 3));
    if (parameters[0] != 0) heap.set_pause(parameters[0]);
    if (parameters[1] != 0) heap.set_step_multiplier(parameters[1]);
    if (parameters[2] != 0) heap.set_step_size(parameters[2]);
  }
  heap.set_mode(mode);
  return call.result_string(was_generational ? "generational" : "incremental");
}

Status collectgarbage(Call& call) {
  int option, parameter = 0;
  STRATA_TRY(call.check_option(1, "collect", kOptions, &option));
  gc::Heap& heap = call.vm.heap;
  bool takes_number = option == Step || option == SetPause || option == SetStepMultiplier;
  if (takes_number) STRATA_TRY(read_parameters(call, &parameter, 1));
  if (inside_finalizer(&call.co)) return call.result(Value::nil());
  switch (option) {
    case Stop: heap.stop(); break;
    case Restart: heap.restart(); break;
    case Collect: heap.collect(); return after_collection(call, Value::integer(0));
    case Count: return call.result(Value::real(static_cast<double>(heap.bytes_in_use()) / 1024));
    case Step: {
      bool finished = heap.step_kib(parameter < 0 ? 0 : static_cast<size_t>(parameter));
      return after_collection(call, Value::boolean(finished));
    }
    case SetPause: return call.result(Value::integer(heap.set_pause(parameter)));
    case SetStepMultiplier: return call.result(Value::integer(heap.set_step_multiplier(parameter)));
    case IsRunning: return call.result(Value::boolean(heap.is_running()));
    case Generational: return change_mode(call, gc::Mode::Generational);
    default: return change_mode(call, gc::Mode::Incremental);
  }
  return call.result(Value::integer(0));
}

}  // namespace

const NativeRow kLoadingFunctions[] = {
    {"collectgarbage", collectgarbage},
    {"dofile", dofile},
    {"load", load},
    {"loadfile", loadfile},
    {nullptr, nullptr},
};

}  // namespace strata::stdlib
