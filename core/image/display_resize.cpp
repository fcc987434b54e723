// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/display_resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fulcrum::image {

namespace {

constexpr int kOne = 256; ///< sum of the weights of an output sample: with 8-bit samples, sums fit into 16 bits

using Lanes = std::uint16_t __attribute__((vector_size(16)));
using HalfLanes = std::uint16_t __attribute__((vector_size(8)));
using Bytes = std::uint8_t __attribute__((vector_size(16)));
using HalfBytes = std::uint8_t __attribute__((vector_size(4)));
constexpr std::size_t kBlock = sizeof(Bytes);

struct Window
{
    std::size_t first = 0, weights = 0, count = 0;
};

struct Axis
{
    std::vector<Window> windows; ///< one an output position
    std::vector<std::uint16_t> weights;
};

Axis axisOf(int size, int newSize)
{
    Axis axis;
    const double scale = static_cast<double>(size) / newSize;
    std::vector<double> triangle;
    for (int i = 0; i < newSize; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - scale + 0.5));
        const int last = std::min(size, static_cast<int>(centre + scale + 0.5));
        triangle.clear();
        double sum = 0;
        for (int x = first; x < last; ++x) {
            triangle.push_back(std::max(0.0, 1 - std::abs(x + 0.5 - centre) / scale));
            sum += triangle.back();
        }
        axis.windows.push_back({static_cast<std::size_t>(first), axis.weights.size(), triangle.size()});
        // Rounded sums, not rounded weights: they end at kOne whatever the number of weights.
        double reached = 0;
        int before = 0;
        for (const double weight : triangle) {
            reached += weight * kOne / sum;
            const int next = static_cast<int>(reached + 0.5);
            axis.weights.push_back(static_cast<std::uint16_t>(next - before));
            before = next;
        }
    }
    return axis;
}

/// The first or the last eight, 16 bits wide. Interleaving with zeros is one instruction, converting is several; the order of the
/// bytes is that of every machine LibTorch runs on.
Lanes firstOf(Bytes bytes)
{
    constexpr Bytes kOrder{0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23};
    return reinterpret_cast<Lanes>(__builtin_shuffle(bytes, Bytes{}, kOrder));
}
Lanes lastOf(Bytes bytes)
{
    constexpr Bytes kOrder{8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return reinterpret_cast<Lanes>(__builtin_shuffle(bytes, Bytes{}, kOrder));
}

/// kBlock samples of `count` rows, each times its weight. They stay 16 bits wide for what follows.
void mixBlock(const std::uint8_t* from, std::size_t stride, const std::uint16_t* weights, std::size_t count, std::uint16_t* out)
{
    Lanes first = Lanes{} + kOne / 2, last = first;
    for (std::size_t k = 0; k < count; ++k, from += stride) {
        Bytes samples;
        std::memcpy(&samples, from, kBlock);
        first += firstOf(samples) * weights[k];
        last += lastOf(samples) * weights[k];
    }
    first /= kOne;
    last /= kOne;
    std::memcpy(out, &first, sizeof first);
    std::memcpy(out + kBlock / 2, &last, sizeof last);
}

void mixRows(const std::uint8_t* rows, std::size_t samples, const std::uint16_t* weights, std::size_t count, std::uint16_t* out)
{
    std::size_t x = 0;
    for (; x + kBlock <= samples; x += kBlock)
        mixBlock(rows + x, samples, weights, count, out + x);
    for (; x < samples; ++x) {
        unsigned sum = kOne / 2;
        for (std::size_t k = 0; k < count; ++k)
            sum += unsigned{rows[k * samples + x]} * weights[k];
        out[x] = static_cast<std::uint16_t>(sum / kOne);
    }
}

/// Writes three bytes a pixel and one more behind the last.
void shrinkRow(const std::uint16_t* row, const Axis& axis, std::uint8_t* to)
{
    for (const Window& window : axis.windows) {
        HalfLanes sum = HalfLanes{} + kOne / 2;
        const std::uint16_t* from = row + 3 * window.first;
        const std::uint16_t* weights = axis.weights.data() + window.weights;
        for (std::size_t k = 0; k < window.count; ++k, from += 3) {
            HalfLanes pixel; // and a neighbour's red, for nothing
            std::memcpy(&pixel, from, sizeof pixel);
            sum += pixel * weights[k];
        }
        const HalfBytes pixel = __builtin_convertvector(sum / kOne, HalfBytes);
        std::memcpy(to, &pixel, sizeof pixel);
        to += 3;
    }
}

} // namespace

Image shrunkForDisplay(const Image& image, int newWidth, int newHeight)
{
    const Axis columns = axisOf(image.width, newWidth), rows = axisOf(image.height, newHeight);
    const std::size_t samples = static_cast<std::size_t>(image.width) * 3, stride = static_cast<std::size_t>(newWidth) * 3;
    std::vector<std::uint16_t> line(samples + 1);
    Image out{newWidth, newHeight, {}};
    out.rgb.resize(stride * rows.windows.size() + 1);
    for (std::size_t y = 0; y < rows.windows.size(); ++y) {
        const Window& window = rows.windows[y];
        mixRows(image.rgb.data() + window.first * samples, samples, rows.weights.data() + window.weights, window.count, line.data());
        shrinkRow(line.data(), columns, out.rgb.data() + y * stride);
    }
    out.rgb.pop_back();
    return out;
}

} // namespace fulcrum::image
