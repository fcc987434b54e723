// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for x86-64-v4, and run on such processors only.
#include "core/embed/tsne_forces.h"

namespace fulcrum::embed {
namespace {

#include "core/embed/tsne_forces.inc"

} // namespace

extern const RepulsionOf kRepulsionV4;
const RepulsionOf kRepulsionV4 = repulsionOf;

} // namespace fulcrum::embed
