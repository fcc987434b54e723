// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/page.h"

namespace fulcrum::views {

QString Page::whyNoExport() const { return tr("There is nothing to export on this page."); }

} // namespace fulcrum::views
