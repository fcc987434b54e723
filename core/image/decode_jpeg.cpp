// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/decode.h"
#include "core/image/exif.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <jpeglib.h>

#include <jerror.h>

namespace fulcrum::image {

namespace {

constexpr int kMostScans = 500; ///< of a progressive file: each one costs a pass over the image

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
            // The data ended: libjpeg would go on with grey, Pillow refuses the file.
            if (info->err->msg_code == JWRN_JPEG_EOF)
                reinterpret_cast<Errors*>(info->err)->truncated = true;
        };
        m_progress.progress_monitor = [](j_common_ptr info) {
            if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) {
                info->err->msg_code = JERR_BAD_PROGRESSION;
                info->err->error_exit(info);
            }
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
    bool start(int scaleEighths)
    {
        if (setjmp(m_errors.jump))
            return false;
        m_info.out_color_space = m_info.num_components == 1   ? JCS_GRAYSCALE
                                 : m_info.num_components == 4 ? JCS_CMYK
                                                              : JCS_RGB;
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
    bool truncated() const { return m_errors.truncated; }
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
        bool truncated;
    };
    jpeg_decompress_struct m_info{};
    Errors m_errors{};
    jpeg_progress_mgr m_progress{};
};

tl::unexpected<Error> broken(const std::string& where, const std::string& why)
{
    return fail(ErrorCode::Malformed, "cannot decode JPEG", where, why);
}

} // namespace

bool isJpeg(std::string_view bytes)
{
    return bytes.starts_with("\xFF\xD8\xFF");
}

Result<ImageHeader> jpegHeader(std::string_view bytes, const std::string& where)
{
    JpegReader reader;
    if (!reader.readHeader(bytes))
        return broken(where, reader.message());
    FULCRUM_CHECK(checkSize(reader.info().image_width, reader.info().image_height, where));
    return ImageHeader{static_cast<int>(reader.info().image_width), static_cast<int>(reader.info().image_height)};
}

Result<SourceImage> decodeJpeg(std::string_view bytes, const std::string& where, int scaleEighths)
{
    JpegReader reader;
    if (!reader.readHeader(bytes))
        return broken(where, reader.message());
    const auto& info = reader.info();
    FULCRUM_CHECK(checkSize(info.image_width, info.image_height, where));
    if (info.num_components != 1 && info.num_components != 3 && info.num_components != 4)
        return fail(ErrorCode::Unsupported, "cannot decode JPEG", where,
            "it has " + std::to_string(info.num_components) + " colour components");
    if (!reader.start(scaleEighths))
        return broken(where, reader.message());
    SourceImage image;
    image.mode = info.num_components == 1 ? Mode::Gray : info.num_components == 4 ? Mode::Cmyk : Mode::Rgb;
    image.width = static_cast<int>(info.output_width);
    image.height = static_cast<int>(info.output_height);
    image.orientation = reader.orientation();
    image.bytes.resize(std::size_t{info.output_width} * info.output_height * static_cast<std::size_t>(channelsOf(image.mode)));
    if (!reader.readRows(image.bytes.data()))
        return broken(where, reader.message());
    if (reader.truncated())
        return broken(where, "the file is truncated");
    if (image.mode == Mode::Cmyk) // Adobe stores the inverse, and Pillow takes every CMYK JPEG for Adobe's
        for (std::uint8_t& value : image.bytes)
            value = static_cast<std::uint8_t>(255 - value);
    return image;
}

} // namespace fulcrum::image
