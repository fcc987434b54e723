// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backend.h"

#include <CLI/CLI.hpp>

int main(int argc, char** argv)
{
    CLI::App app("Fulcrum: in-context learning with vision-language models");
    CLI11_PARSE(app, argc, argv);
    return 0;
}
