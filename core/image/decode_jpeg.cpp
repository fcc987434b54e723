// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"
#include "core/image/exif.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <jpeglib.h>

#include <jerror.h>

namespace fulcrum::image {

namespace {

// Each scan of a progressive file costs a pass over the image. Encoders write about ten, hostile files thousands.
constexpr double kMostScanPixels = 1e9;
constexpr double kFewestScans = 30, kMostScans = 500;

/// libjpeg reports errors by longjmp: functions that call it hold no local with a destructor.
class JpegReader
{
public:
    JpegReader()
    {
        m_info.err = jpeg_std_error(&m_errors.base);
        m_errors.base.error_exit = [](j_common_ptr info) {
            auto* errors = reinterpret_cast<Errors*>(info->err);
            info->err->format_message(info, errors->message);
            std::longjmp(errors->jump, 1);
        };
        m_errors.base.emit_message = [](j_common_ptr info, int) {
            // The data ended: libjpeg would go on with grey, for as many rows as the header claims. Pillow refuses the file.
            if (info->err->msg_code == JWRN_JPEG_EOF)
                refuse(info, "the file is truncated");
        };
        m_progress.progress_monitor = [](j_common_ptr info) {
            const auto* image = reinterpret_cast<j_decompress_ptr>(info);
            const double pixels = static_cast<double>(image->image_width) * image->image_height;
            if (image->input_scan_number > std::clamp(kMostScanPixels / pixels, kFewestScans, kMostScans))
                refuse(info, "it has too many scans");
        };
    }
    ~JpegReader() { jpeg_destroy_decompress(&m_info); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    bool readHeader(std::string_view bytes)
    {
        if (setjmp(m_errors.jump))
            return false;
        jpeg_create_decompress(&m_info);
        m_info.progress = &m_progress;
        jpeg_mem_src(&m_info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        jpeg_save_markers(&m_info, JPEG_APP0 + 1, 0xFFFF);
        jpeg_read_header(&m_info, TRUE);
        return true;
    }
    bool start(int scaleEighths, J_COLOR_SPACE colours)
    {
        if (setjmp(m_errors.jump))
            return false;
        m_info.out_color_space = colours;
        m_info.dct_method = JDCT_ISLOW;
        m_info.do_fancy_upsampling = TRUE;
        m_info.scale_num = static_cast<unsigned>(scaleEighths);
        m_info.scale_denom = 8;
        jpeg_start_decompress(&m_info);
        return true;
    }
    bool readRows(std::uint8_t* pixels)
    {
        if (setjmp(m_errors.jump))
            return false;
        const std::size_t stride = std::size_t{m_info.output_width} * static_cast<std::size_t>(m_info.output_components);
        while (m_info.output_scanline < m_info.output_height) {
            JSAMPROW row = pixels + m_info.output_scanline * stride;
            jpeg_read_scanlines(&m_info, &row, 1);
        }
        return true;
    }

    const jpeg_decompress_struct& info() const { return m_info; }
    bool hasManyScans() { return jpeg_has_multiple_scans(&m_info); }
    const char* message() const { return m_errors.message; }

    int orientation() const
    {
        for (const jpeg_marker_struct* marker = m_info.marker_list; marker; marker = marker->next)
            if (marker->data_length > 6 && std::memcmp(marker->data, "Exif\0\0", 6) == 0)
                return exifOrientation({marker->data + 6, marker->data_length - 6});
        return 1;
    }

private:
    struct Errors
    {
        jpeg_error_mgr base; ///< first, so that libjpeg's pointer is ours
        std::jmp_buf jump;
        char message[JMSG_LENGTH_MAX];
    };
    [[noreturn]] static void refuse(j_common_ptr info, const char* why)
    {
        auto* errors = reinterpret_cast<Errors*>(info->err);
        std::strncpy(errors->message, why, sizeof errors->message - 1);
        std::longjmp(errors->jump, 1);
    }

    jpeg_decompress_struct m_info{};
    Errors m_errors{};
    jpeg_progress_mgr m_progress{};
};

tl::unexpected<Error> broken(const std::string& where, const std::string& why)
{
    return fail(ErrorCode::Malformed, "cannot decode JPEG", where, why);
}

/// Everything up to the pixels.
Result<void> readHeader(JpegReader& reader, std::string_view bytes, const std::string& where)
{
    if (!reader.readHeader(bytes))
        return broken(where, reader.message());
    const auto& info = reader.info();
    FULCRUM_CHECK(checkSize(info.image_width, info.image_height, where));
    if (info.num_components != 1 && info.num_components != 3 && info.num_components != 4)
        return fail(ErrorCode::Unsupported, "cannot decode JPEG", where,
            "it has " + std::to_string(info.num_components) + " colour components");
    return {};
}

Result<SourceImage> readPixels(JpegReader& reader, const std::string& where, int scaleEighths, Mode mode)
{
    const J_COLOR_SPACE colours = mode == Mode::Gray ? JCS_GRAYSCALE : mode == Mode::Cmyk ? JCS_CMYK : JCS_RGB;
    if (!reader.start(scaleEighths, colours))
        return broken(where, reader.message());
    const auto& info = reader.info();
    SourceImage image;
    image.mode = mode;
    image.width = static_cast<int>(info.output_width);
    image.height = static_cast<int>(info.output_height);
    image.orientation = reader.orientation();
    image.bytes.resize(std::size_t{info.output_width} * info.output_height * static_cast<std::size_t>(channelsOf(image.mode)));
    if (!reader.readRows(image.bytes.data()))
        return broken(where, reader.message());
    if (image.mode == Mode::Cmyk) // Adobe stores the inverse, and Pillow takes every CMYK JPEG for Adobe's
        for (std::uint8_t& value : image.bytes)
            value = static_cast<std::uint8_t>(255 - value);
    return image;
}

} // namespace

bool isJpeg(std::string_view bytes)
{
    return bytes.starts_with("\xFF\xD8\xFF");
}

int jpegScale(int longest, int edge)
{
    // 5/8 to 7/8 are left out: libjpeg-turbo has vector code for the powers of two only, and a whole 640 x 480 takes it half as long
    // as one at 6/8.
    for (const int scale : {1, 2, 3, 4})
        if (std::int64_t{longest} * scale >= std::int64_t{edge} * 8)
            return scale;
    return 8;
}

Result<SourceImage> decodeJpeg(std::string_view bytes, const std::string& where)
{
    JpegReader reader;
    FULCRUM_CHECK(readHeader(reader, bytes, where));
    const int components = reader.info().num_components;
    return readPixels(reader, where, 8, components == 1 ? Mode::Gray : components == 4 ? Mode::Cmyk : Mode::Rgb);
}

Result<Preview> previewJpeg(std::string_view bytes, const std::string& where, int edge)
{
    JpegReader reader;
    FULCRUM_CHECK(readHeader(reader, bytes, where));
    const auto& info = reader.info();
    Preview preview;
    preview.fullWidth = static_cast<int>(info.image_width);
    preview.fullHeight = static_cast<int>(info.image_height);
    // Scans that refine each other keep all coefficients, two bytes each, whatever the scale.
    const auto memory = previewMemory(
        reader.hasManyScans() ? 2ULL * info.image_width * info.image_height * static_cast<unsigned>(info.num_components) : 0);
    const int scale = jpegScale(std::max(preview.fullWidth, preview.fullHeight), edge);
    FULCRUM_TRY(SourceImage source, readPixels(reader, where, scale, info.num_components == 4 ? Mode::Cmyk : Mode::Rgb));
    preview.orientation = source.orientation;
    if (source.mode == Mode::Rgb)
        preview.image = {source.width, source.height, std::move(source.bytes)};
    else
        preview.image = toRgb(source);
    return preview;
}

} // namespace fulcrum::image
