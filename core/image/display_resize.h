// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace fulcrum::image {

/// Makes a picture smaller for the eye: the triangle filter of Pillow's bilinear, within a step or two of it in each sample (a few
/// where it shrinks more than sixteen times), but with 8-bit weights and about seven times as fast. Sizes are at least 1 and at most the image's.
Image shrunkForDisplay(const Image& image, int newWidth, int newHeight);

} // namespace fulcrum::image
