// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/png_writer.h"

#include <csetjmp>
#include <png.h>

namespace fulcrum::image {

namespace {

struct Writer
{
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::jmp_buf jump;
    std::string out;
    ~Writer() { png_destroy_write_struct(&png, &info); }
};

/// Holds no local with a destructor: libpng reports errors by longjmp.
bool write(Writer& writer, const Image& image)
{
    if (setjmp(writer.jump))
        return false;
    png_set_write_fn(
        writer.png, &writer,
        [](png_structp png, png_bytep data, png_size_t size) {
            static_cast<Writer*>(png_get_io_ptr(png))->out.append(reinterpret_cast<const char*>(data), size);
        },
        [](png_structp) {});
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
        PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer.png, writer.info);
    for (int y = 0; y < image.height; ++y)
        png_write_row(writer.png, image.rgb.data() + static_cast<std::ptrdiff_t>(y) * image.width * 3);
    png_write_end(writer.png, writer.info);
    return true;
}

} // namespace

Result<std::string> encodePng(const Image& image)
{
    if (image.width <= 0 || image.height <= 0 || std::int64_t{image.width} * image.height > kMostPixels
        || image.rgb.size() != static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3)
        return fail(ErrorCode::Malformed, "cannot encode PNG", std::to_string(image.width) + " x " + std::to_string(image.height),
            "the pixels do not fit the size");
    Writer writer;
    writer.png = png_create_write_struct(
        PNG_LIBPNG_VER_STRING, &writer,
        [](png_structp png, png_const_charp) { std::longjmp(static_cast<Writer*>(png_get_error_ptr(png))->jump, 1); },
        [](png_structp, png_const_charp) {});
    writer.info = writer.png ? png_create_info_struct(writer.png) : nullptr;
    if (!writer.info || !write(writer, image))
        return fail(ErrorCode::Failed, "cannot encode PNG", "memory", "libpng refused");
    return std::move(writer.out);
}

Result<void> writePng(const Path& path, const Image& image)
{
    FULCRUM_TRY(const std::string bytes, encodePng(image));
    return writeFileAtomic(path, bytes);
}

} // namespace fulcrum::image
