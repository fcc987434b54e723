// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "core/image/pillow_resize.h"
#include "core/model/pixels.h"

#include <array>
#include <string>
#include <vector>

namespace fulcrum::image {

/// The preprocessing of a model folder: file to what the vision tower sees. Equals the published Python processors byte for byte up to
/// the 8-bit stage and bit for bit after it (golden/preprocess/README.md). Immutable, thread-safe.
class ImageProcessor
{
public:
    enum class Kind {
        Clip,     ///< transformers CLIPImageProcessor: to RGB, shorter edge, centre crop
        OpenClip, ///< open_clip / OpenAI transforms: resize and crop in the file's own mode, then to RGB
        Idefics,  ///< IdeficsImageProcessor: over white, to a square without keeping the aspect
        Idefics2  ///< Idefics2ImageProcessor: over white, longest and shortest edge, optionally 4 crops + the whole
    };

    /// Reads `preprocessor_config.json`, or `open_clip_config.json` where only that is there. NotFound, Malformed, OutOfRange, or
    /// Unsupported with the name of the processor type.
    static Result<ImageProcessor> load(const Path& folder);
    /// The standard processor of a kind with its published constants; `size` = edge (Idefics2: longest 980, shortest 378 whatever it is).
    static ImageProcessor standard(Kind kind, int size = 224);

    Kind kind() const { return m_kind; }
    const std::string& typeName() const { return m_typeName; }

    /// The 8-bit images just before scaling to floats: one, or for Idefics2 with splitting the 4 crops and the whole.
    /// OutOfRange where an extreme aspect ratio would make the resized image larger than 100 megapixels.
    Result<std::vector<Image>> prepare(const SourceImage& source) const;
    model::Pixels normalized(const Image& image) const;
    /// Value of channel c and byte v: what `normalized` writes for it.
    float value(int channel, std::uint8_t byte) const { return m_table[static_cast<std::size_t>(channel)][byte]; }

    /// prepare and normalized for processors that give one image; Unsupported for Idefics2 with splitting.
    Result<model::Pixels> process(const SourceImage& source) const;
    Result<model::Pixels> processFile(const Path& path) const;
    /// For images that exist in memory as RGB.
    Result<model::Pixels> process(const Image& image) const;

    void setImageSplitting(bool split) { m_split = split; }
    bool splitsImages() const { return m_split; }

private:
    ImageProcessor() = default;
    void buildTable();
    Result<std::vector<Image>> prepareClip(const SourceImage& source) const;
    Result<std::vector<Image>> prepareOpenClip(const SourceImage& source) const;
    Result<std::vector<Image>> prepareIdefics2(const SourceImage& source) const;
    friend struct ProcessorReader;

    Kind m_kind = Kind::Clip;
    std::string m_typeName;
    bool m_resize = true, m_crop = true, m_rescale = true, m_normalize = true, m_split = false;
    int m_shortestEdge = 0;                ///< 0: exact size below
    int m_height = 224, m_width = 224;     ///< exact size; Idefics2: longest edge, shortest edge
    int m_cropHeight = 224, m_cropWidth = 224;
    Filter m_filter = Filter::Bicubic;
    double m_rescaleFactor = 1.0 / 255.0;
    std::array<double, 3> m_mean{}, m_std{};
    std::array<std::array<float, 256>, 3> m_table{};
};

/// Images of several samples padded with zeros (after normalisation) to the largest number of images, height and width; the mask is 1 on
/// real pixels. As Idefics2ImageProcessor.
struct PaddedBatch
{
    std::array<std::int64_t, 5> shape{}; ///< samples, images, 3, height, width
    std::vector<float> values;
    std::vector<std::uint8_t> mask; ///< samples, images, height, width
};
Result<PaddedBatch> padded(const std::vector<std::vector<model::Pixels>>& samples);

} // namespace fulcrum::image
