// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/text_dialog.h"

#include "widgets/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

TextDialog::TextDialog(const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent), m_hint(theme::label({}, theme::Text::Body, nullptr, true))
{
    setWindowTitle(title);
    resize(640, 420);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(theme::label(title, theme::Text::Title));
    m_hint->hide();
    column->addWidget(m_hint);
    auto* shown = new QPlainTextEdit(text);
    shown->setReadOnly(true);
    shown->setAccessibleName(title);
    column->addWidget(shown, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
}

void TextDialog::setHint(const QString& hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

} // namespace fulcrum::dialogs
