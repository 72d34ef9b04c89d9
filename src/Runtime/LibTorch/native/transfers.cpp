// Copies to a device beside its other work: streams, and events that one stream records and another waits for. Through c10 alone, so that no header of CUDA's is needed.
#include "shim.h"

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

using namespace modeldsl;

namespace {

struct Mark {
  explicit Mark(c10::Device where) : device(where), event(where.type()) {}

  c10::Device device;
  c10::Event event;

  c10::Stream stream() const { return c10::impl::VirtualGuardImpl(device.type()).getStream(device); }
};

c10::Device device_of(int type, int index) { return {static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index)}; }

}  // namespace

// What the calling thread queues from here on goes to a stream that no other thread uses; of the prior ones, which graphs are not captured on.
MDL_EXPORT int mdl_own_stream(int device_type, int index) {
  return guarded([&] {
    const auto device = device_of(device_type, index);
    const c10::impl::VirtualGuardImpl streams(device.type());
    streams.exchangeStream(streams.getStreamFromGlobalPool(device, /*isHighPriority=*/true));
  });
}

MDL_EXPORT int mdl_mark_new(int device_type, int index, Mark** mark) {
  return guarded([&] { *mark = new Mark(device_of(device_type, index)); });
}

// At the end of what the calling thread has queued.
MDL_EXPORT int mdl_mark_set(Mark* mark) {
  return guarded([&] { mark->event.record(mark->stream()); });
}

// What the calling thread queues from here on waits for the mark as it was set last; for nothing where it never was.
MDL_EXPORT int mdl_mark_wait(Mark* mark) {
  return guarded([&] { mark->event.block(mark->stream()); });
}

MDL_EXPORT void mdl_mark_release(Mark* mark) {
  guarded([&] { delete mark; });
}
