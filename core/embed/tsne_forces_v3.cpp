// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for x86-64-v3, and run on such processors only.
#include "core/embed/tsne_forces.h"

namespace fulcrum::embed {
namespace {

#include "core/embed/tsne_forces.inc"

} // namespace

extern const RepulsionOf kRepulsionV3;
const RepulsionOf kRepulsionV3 = repulsionOf;

} // namespace fulcrum::embed
