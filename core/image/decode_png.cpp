// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"
#include "core/image/exif.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <png.h>

namespace fulcrum::image {

namespace {

constexpr png_alloc_size_t kLargestChunk = 64u << 20;
// Chunks that unpack to megabytes of text or profiles which nobody here reads, by the thousand if a file means harm.
constexpr png_byte kSkippedChunks[] = "iCCP\0iTXt\0tEXt\0zTXt\0sPLT";

/// libpng reports errors by longjmp: functions that call it hold no local with a destructor.
class PngReader
{
public:
    explicit PngReader(std::string_view bytes)
        : m_rest(bytes)
    {
        m_png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, [](png_structp, png_const_charp) {});
        if (m_png)
            m_info = png_create_info_struct(m_png);
    }
    ~PngReader() { png_destroy_read_struct(&m_png, &m_info, nullptr); }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;

    bool readHeader()
    {
        if (!m_png || !m_info)
            return false;
        if (setjmp(m_jump))
            return false;
        png_set_user_limits(m_png, 0x7fffffff, 0x7fffffff); // checkSize bounds the product
        png_set_chunk_malloc_max(m_png, kLargestChunk);
        png_set_keep_unknown_chunks(m_png, PNG_HANDLE_CHUNK_NEVER, kSkippedChunks, sizeof kSkippedChunks / 5);
        png_set_read_fn(m_png, this, onRead);
        png_read_info(m_png, m_info);
        return true;
    }
    /// Samples of 8 or 16 bits from here on; palette indices and bilevel stay what they are.
    bool prepare()
    {
        if (setjmp(m_jump))
            return false;
        if (colour() == PNG_COLOR_TYPE_GRAY && depth() < 8)
            png_set_expand_gray_1_2_4_to_8(m_png);
        else if (depth() < 8)
            png_set_packing(m_png);
        png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
        return true;
    }
    /// 8-bit RGB or RGBA from here on, whatever the file holds.
    bool prepareForDisplay()
    {
        if (setjmp(m_jump))
            return false;
        png_set_expand(m_png);
        png_set_strip_16(m_png);
        png_set_gray_to_rgb(m_png);
        png_set_interlace_handling(m_png);
        png_read_update_info(m_png, m_info);
        return true;
    }
    /// The next row of an image that is not interlaced.
    bool readRow(png_bytep row)
    {
        if (setjmp(m_jump))
            return false;
        png_read_row(m_png, row, nullptr);
        return true;
    }
    bool readRows(png_bytepp rows)
    {
        if (setjmp(m_jump))
            return false;
        png_read_image(m_png, rows);
        return true;
    }
    bool finish()
    {
        if (setjmp(m_jump))
            return false;
        png_read_end(m_png, m_info);
        return true;
    }

    std::uint32_t width() const { return png_get_image_width(m_png, m_info); }
    std::uint32_t height() const { return png_get_image_height(m_png, m_info); }
    int colour() const { return png_get_color_type(m_png, m_info); }
    int depth() const { return png_get_bit_depth(m_png, m_info); }
    std::size_t channels() const { return png_get_channels(m_png, m_info); }
    bool interlaced() const { return png_get_interlace_type(m_png, m_info) != PNG_INTERLACE_NONE; }
    std::size_t rowBytes() const { return png_get_rowbytes(m_png, m_info); }
    const char* message() const { return m_message; }

    /// Entries that the file leaves out are black.
    std::vector<std::array<std::uint8_t, 4>> palette() const
    {
        std::vector<std::array<std::uint8_t, 4>> out(256, {0, 0, 0, 255});
        png_colorp colours = nullptr;
        int count = 0;
        if (png_get_PLTE(m_png, m_info, &colours, &count))
            for (std::size_t i = 0; i < static_cast<std::size_t>(std::min(count, 256)); ++i)
                out[i] = {colours[i].red, colours[i].green, colours[i].blue, 255};
        png_bytep alpha = nullptr;
        int alphas = 0;
        if (png_get_tRNS(m_png, m_info, &alpha, &alphas, nullptr) && alpha)
            for (std::size_t i = 0; i < static_cast<std::size_t>(std::min(alphas, 256)); ++i)
                out[i][3] = alpha[i];
        return out;
    }
    int transparentGray() const
    {
        png_color_16p value = nullptr;
        png_bytep alpha = nullptr;
        int alphas = 0;
        return png_get_tRNS(m_png, m_info, &alpha, &alphas, &value) && value ? value->gray : -1;
    }
    int orientation() const
    {
        png_uint_32 size = 0;
        png_bytep exif = nullptr;
        return png_get_eXIf_1(m_png, m_info, &size, &exif) && exif ? exifOrientation({exif, size}) : 1;
    }

private:
    [[noreturn]] static void onError(png_structp png, png_const_charp message)
    {
        auto* self = static_cast<PngReader*>(png_get_error_ptr(png));
        std::strncpy(self->m_message, message, sizeof self->m_message - 1);
        std::longjmp(self->m_jump, 1);
    }
    static void onRead(png_structp png, png_bytep out, png_size_t size)
    {
        auto* self = static_cast<PngReader*>(png_get_io_ptr(png));
        if (size > self->m_rest.size())
            png_error(png, "the file is truncated");
        std::memcpy(out, self->m_rest.data(), size);
        self->m_rest.remove_prefix(size);
    }

    std::string_view m_rest;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    std::jmp_buf m_jump;
    char m_message[160] = "out of memory";
};

tl::unexpected<Error> broken(const std::string& where, const std::string& why)
{
    return fail(ErrorCode::Malformed, "cannot decode PNG", where, why);
}

/// Pillow's mode of a PNG.
Mode modeOf(int colour, int depth)
{
    switch (colour) {
    case PNG_COLOR_TYPE_GRAY:
        return depth == 1 ? Mode::Bilevel : depth == 16 ? Mode::Gray16 : Mode::Gray;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
        return depth == 16 ? Mode::Rgba : Mode::GrayAlpha;
    case PNG_COLOR_TYPE_PALETTE:
        return Mode::Palette;
    case PNG_COLOR_TYPE_RGB_ALPHA:
        return Mode::Rgba;
    default:
        return Mode::Rgb;
    }
}

/// Turns 16-bit samples into what the mode holds: grey values, or the high byte of each sample.
void reduce16(SourceImage& image, int colour, const std::vector<std::uint8_t>& raw)
{
    const std::size_t samples = raw.size() / 2;
    if (image.mode == Mode::Gray16) {
        image.values.resize(samples);
        for (std::size_t i = 0; i < samples; ++i)
            image.values[i] = raw[2 * i] * 256 + raw[2 * i + 1];
        return;
    }
    if (colour != PNG_COLOR_TYPE_GRAY_ALPHA) {
        image.bytes.resize(samples);
        for (std::size_t i = 0; i < samples; ++i)
            image.bytes[i] = raw[2 * i];
        return;
    }
    image.bytes.resize(samples * 2);
    for (std::size_t i = 0; i < samples / 2; ++i) {
        std::fill_n(image.bytes.begin() + static_cast<std::ptrdiff_t>(4 * i), 3, raw[4 * i]);
        image.bytes[4 * i + 3] = raw[4 * i + 2];
    }
}

bool readAll(PngReader& reader, std::vector<std::uint8_t>& raw)
{
    raw.resize(reader.rowBytes() * reader.height());
    std::vector<png_bytep> rows(reader.height());
    for (std::size_t y = 0; y < rows.size(); ++y)
        rows[y] = raw.data() + y * reader.rowBytes();
    return reader.readRows(rows.data());
}

/// Means of squares of pixels, taken row by row: a whole number of times smaller, at least `edge` long.
class Shrinker
{
public:
    Shrinker(std::size_t width, std::size_t height, std::size_t channels, int edge)
        : m_width(width), m_height(height), m_channels(channels),
          // Twice the edge at least is left to the resampling that follows.
          m_factor(std::clamp<std::size_t>(std::max(width, height) / (2 * static_cast<std::size_t>(edge)), 1, kLargestFactor)),
          m_sums((width + m_factor - 1) / m_factor * 3)
    {
        m_image.width = static_cast<int>(m_sums.size() / 3);
        m_image.height = static_cast<int>((height + m_factor - 1) / m_factor);
        m_image.rgb.resize(m_sums.size() * static_cast<std::size_t>(m_image.height));
        m_to = m_image.rgb.data();
    }

    void add(const std::uint8_t* row)
    {
        for (std::size_t x = 0, to = 0; x < m_width; to += 3)
            for (const std::size_t end = std::min(m_width, x + m_factor); x < end; ++x, row += m_channels)
                for (std::size_t c = 0; c < 3; ++c)
                    m_sums[to + c] += m_channels == 4 ? onWhite(row[c], row[3]) : row[c];
        ++m_taken;
        if (++m_rows == m_factor || m_taken == m_height)
            emitRow();
    }
    Shrinker(const Shrinker&) = delete;
    Shrinker& operator=(const Shrinker&) = delete;
    Image take() { return std::move(m_image); }

private:
    static constexpr std::size_t kLargestFactor = 4000; // sums stay below 2^32

    static unsigned onWhite(unsigned value, unsigned alpha) { return (value * alpha + 255 * (255 - alpha) + 127) / 255; }

    void emitRow()
    {
        for (std::size_t at = 0, x = 0; at < m_sums.size(); at += 3, x += m_factor) {
            const auto count = static_cast<std::uint32_t>(m_rows * std::min(m_factor, m_width - x));
            for (std::size_t c = 0; c < 3; ++c)
                *m_to++ = static_cast<std::uint8_t>(m_factor == 1 ? m_sums[at + c] : (m_sums[at + c] + count / 2) / count);
        }
        std::fill(m_sums.begin(), m_sums.end(), 0);
        m_rows = 0;
    }

    std::size_t m_width, m_height, m_channels, m_factor;
    std::size_t m_rows = 0, m_taken = 0;
    std::vector<std::uint32_t> m_sums;
    Image m_image;
    std::uint8_t* m_to; ///< in m_image
};

} // namespace

bool isPng(std::string_view bytes)
{
    return bytes.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8));
}

Result<SourceImage> decodePng(std::string_view bytes, const std::string& where)
{
    PngReader reader(bytes);
    if (!reader.readHeader())
        return broken(where, reader.message());
    FULCRUM_CHECK(checkSize(reader.width(), reader.height(), where));
    const int colour = reader.colour(), depth = reader.depth();
    if (!reader.prepare())
        return broken(where, reader.message());
    SourceImage image;
    image.mode = modeOf(colour, depth);
    image.width = static_cast<int>(reader.width());
    image.height = static_cast<int>(reader.height());
    std::vector<std::uint8_t> raw;
    if (!readAll(reader, raw) || !reader.finish())
        return broken(where, reader.message());
    if (image.mode == Mode::Palette)
        image.palette = reader.palette();
    else if (colour == PNG_COLOR_TYPE_GRAY)
        image.transparentGray = reader.transparentGray();
    image.orientation = reader.orientation();
    if (depth == 16)
        reduce16(image, colour, raw);
    else
        image.bytes = std::move(raw);
    return image;
}

Result<Preview> previewPng(std::string_view bytes, const std::string& where, int edge)
{
    PngReader reader(bytes);
    if (!reader.readHeader())
        return broken(where, reader.message());
    FULCRUM_CHECK(checkSize(reader.width(), reader.height(), where));
    if (!reader.prepareForDisplay())
        return broken(where, reader.message());
    Preview preview;
    preview.fullWidth = static_cast<int>(reader.width());
    preview.fullHeight = static_cast<int>(reader.height());
    const std::size_t stride = reader.rowBytes(), height = reader.height();
    const auto memory = previewMemory(reader.interlaced() ? stride * height : 0);
    Shrinker shrinker(reader.width(), height, reader.channels(), edge);
    std::vector<std::uint8_t> pixels(reader.interlaced() ? 0 : stride);
    if (reader.interlaced() && !readAll(reader, pixels))
        return broken(where, reader.message());
    for (std::size_t y = 0; y < height; ++y) {
        if (!reader.interlaced() && !reader.readRow(pixels.data()))
            return broken(where, reader.message());
        shrinker.add(pixels.data() + (reader.interlaced() ? y * stride : 0));
    }
    if (!reader.finish())
        return broken(where, reader.message());
    preview.orientation = reader.orientation();
    preview.image = shrinker.take();
    return preview;
}

} // namespace fulcrum::image
