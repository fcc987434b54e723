// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/marked_text_delegate.h"

#include "widgets/delegates/text_paint.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/theme.h"

#include <QApplication>

namespace fulcrum::delegates {

void MarkedTextDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* samples = static_cast<const models::SampleModel*>(index.model());
    if (samples->highlighter().isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem plain = option;
    initStyleOption(&plain, index);
    plain.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &plain, painter, option.widget);
    const bool caption = m_where == data::Field::Caption;
    const bool vqa = samples->dataset() && samples->dataset()->task() == data::Task::Vqa;
    const QString text = index.data(caption ? static_cast<int>(models::SampleModel::MatchTextRole) : Qt::DisplayRole).toString().simplified();
    const QFontMetricsF metrics(option.font);
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, option.widget) + 1;
    QRectF rect = QRectF(option.rect).adjusted(margin, 0, -margin, 0);
    rect.setTop(rect.center().y() - metrics.lineSpacing() / 2);
    rect.setHeight(metrics.lineSpacing());
    paintText(painter, rect, text, option.font, option.palette.color(QPalette::Text), 1,
        marksIn(text, samples->highlighter(), caption && vqa ? data::Field::Question : m_where, theme::markColor(option.palette)));
}

} // namespace fulcrum::delegates
