// SPDX-License-Identifier: GPL-3.0-or-later
// The loop that every processor can run, and the choice of the best one.
#include "core/embed/tsne_forces.h"

#include "core/embed/pair_kernels.h"

#include <string_view>

namespace fulcrum::embed {
namespace {

#include "core/embed/tsne_forces.inc"

} // namespace

#ifdef FULCRUM_X86_LEVELS
extern const RepulsionOf kRepulsionV3, kRepulsionV4; // files compiled for that level, so not in a header
#endif

RepulsionOf repulsionLoop()
{
#ifdef FULCRUM_X86_LEVELS
    const std::string_view level = pairKernels().level;
    if (level == "x86-64-v4")
        return kRepulsionV4;
    if (level == "x86-64-v3")
        return kRepulsionV3;
#endif
    return repulsionOf;
}

} // namespace fulcrum::embed
