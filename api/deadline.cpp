// The watching thread: see api/deadline.h. Plain pthreads, because std::thread reports failure by an
// exception.
#include "api/deadline.h"

#include <ctime>
#include <pthread.h>
#include <signal.h>

namespace strata {

struct DeadlineWatch {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t changed;
  Deadline* first = nullptr;  // unordered: there are few
  bool running = false;

  DeadlineWatch() {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &attributes);
    pthread_condattr_destroy(&attributes);
  }

  void add(Deadline* d) {
    d->previous_ = nullptr;
    d->next_ = first;
    if (first != nullptr) first->previous_ = d;
    first = d;
  }
  void remove(Deadline* d) {
    if (d->previous_ != nullptr) d->previous_->next_ = d->next_;
    else first = d->next_;
    if (d->next_ != nullptr) d->next_->previous_ = d->previous_;
    d->due_ns_ = 0;
  }

  // Fires what is due; the earliest of the rest, 0: none is left.
  uint64_t fire(uint64_t now_ns) {
    uint64_t earliest = 0;
    for (Deadline *d = first, *next; d != nullptr; d = next) {
      next = d->next_;
      if (d->due_ns_ <= now_ns) {
        d->context_->request(runtime::kInterruptLimit);
        remove(d);
      } else if (earliest == 0 || d->due_ns_ < earliest) {
        earliest = d->due_ns_;
      }
    }
    return earliest;
  }

  void watch() {
    pthread_mutex_lock(&mutex);
    for (;;) {
      timespec now;
      clock_gettime(CLOCK_MONOTONIC, &now);
      uint64_t due = fire(static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 +
                          static_cast<uint64_t>(now.tv_nsec));
      if (due == 0) break;
      timespec until{static_cast<time_t>(due / 1'000'000'000), static_cast<long>(due % 1'000'000'000)};
      pthread_cond_timedwait(&changed, &mutex, &until);
    }
    running = false;
    pthread_mutex_unlock(&mutex);
  }

  static void* run(void* self) {
    static_cast<DeadlineWatch*>(self)->watch();
    return nullptr;
  }

  // The thread takes no signals: they belong to the host's threads.
  bool start() {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    running = pthread_create(&thread, &attributes, run, this) == 0;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    return running;
  }
};

namespace {

// Never destroyed: the thread may outlive static destructors.
DeadlineWatch& the_watch() {
  static DeadlineWatch* watch = new DeadlineWatch;
  return *watch;
}

}  // namespace

bool Deadline::set(uint64_t monotonic_ns) {
  DeadlineWatch& watch = the_watch();
  pthread_mutex_lock(&watch.mutex);
  was_set_ = true;
  if (due_ns_ != 0) watch.remove(this);
  due_ns_ = monotonic_ns > 0 ? monotonic_ns : 1;
  watch.add(this);
  bool watched = watch.running || watch.start();
  if (!watched) watch.remove(this);
  pthread_cond_signal(&watch.changed);
  pthread_mutex_unlock(&watch.mutex);
  return watched;
}

void Deadline::cancel() {
  if (!was_set_) return;
  DeadlineWatch& watch = the_watch();
  pthread_mutex_lock(&watch.mutex);
  if (due_ns_ != 0) watch.remove(this);
  pthread_cond_signal(&watch.changed);
  pthread_mutex_unlock(&watch.mutex);
}

}  // namespace strata
