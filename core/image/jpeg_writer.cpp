// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_writer.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <jpeglib.h>

namespace fulcrum::image {

namespace {

constexpr int kWidest = 65500; ///< JPEG_MAX_DIMENSION

struct Writer
{
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    std::jmp_buf jump;
    unsigned char* out = nullptr; ///< grown by libjpeg with malloc
    unsigned long size = 0;
    ~Writer()
    {
        jpeg_destroy_compress(&info);
        std::free(out);
    }
};

/// Holds no local with a destructor: libjpeg reports errors by longjmp.
bool write(Writer& writer, const Image& image, int quality)
{
    jpeg_compress_struct& info = writer.info;
    if (setjmp(writer.jump))
        return false;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &writer.out, &writer.size);
    info.image_width = static_cast<JDIMENSION>(image.width);
    info.image_height = static_cast<JDIMENSION>(image.height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < image.height; ++y) {
        auto* row = const_cast<JSAMPLE*>(image.rgb.data() + static_cast<std::ptrdiff_t>(y) * image.width * 3); // only read
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

} // namespace

Result<std::string> encodeJpeg(const Image& image, int quality)
{
    if (image.width <= 0 || image.height <= 0 || image.width > kWidest || image.height > kWidest
        || image.rgb.size() != static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3)
        return fail(ErrorCode::Malformed, "cannot encode JPEG", std::to_string(image.width) + " x " + std::to_string(image.height),
            "the pixels do not fit the size");
    Writer writer;
    writer.info.err = jpeg_std_error(&writer.errors);
    writer.info.client_data = &writer;
    writer.errors.error_exit = [](j_common_ptr info) { std::longjmp(static_cast<Writer*>(info->client_data)->jump, 1); };
    writer.errors.output_message = [](j_common_ptr) {};
    if (!write(writer, image, quality))
        return fail(ErrorCode::Failed, "cannot encode JPEG", "memory", "libjpeg refused");
    return std::string(reinterpret_cast<const char*>(writer.out), writer.size);
}

} // namespace fulcrum::image
