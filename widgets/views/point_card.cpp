// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/point_card.h"

#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace fulcrum::views {

PointCard::PointCard(const Content& content, QWidget* parent) : QFrame(parent, Qt::Popup)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAccessibleName(content.title);
    setAccessibleDescription(content.value + u'\n' + content.lines.join(u'\n'));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->addWidget(theme::label(content.title, theme::Text::Heading));
    QLabel* value = theme::label(content.value, theme::Text::Body);
    value->setFont(theme::tabular(value->font()));
    column->addWidget(value);
    for (const QString& line : content.lines)
        column->addWidget(theme::label(line, theme::Text::Small, nullptr, line.size() > 60));
    if (content.action.isEmpty())
        return;
    auto* button = new QPushButton(content.action);
    button->setProperty(theme::kPrimaryProperty, true);
    connect(button, &QPushButton::clicked, this, [this, run = content.run] {
        close();
        run();
    });
    column->addSpacing(4);
    column->addWidget(button, 0, Qt::AlignLeft);
    button->setFocus();
}

void PointCard::showAt(const QPoint& global)
{
    adjustSize();
    QPoint place = global + QPoint(12, 12);
    if (const QScreen* on = screen()) {
        const QRect room = on->availableGeometry();
        place.setX(std::max(room.left(), std::min(place.x(), room.right() - width())));
        if (place.y() + height() > room.bottom())
            place.setY(std::max(room.top(), global.y() - height() - 12));
    }
    move(place);
    show();
}

} // namespace fulcrum::views
