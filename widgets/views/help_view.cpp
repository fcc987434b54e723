// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/help_view.h"

#include "widgets/views/common.h"

#include <QCoreApplication>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace fulcrum::views {

HelpView::HelpView(QWidget* parent)
    : QWidget(parent), m_headings(new QListWidget), m_search(new QLineEdit), m_text(new QTextBrowser)
{
    paintAsPage(this);
    m_search->setPlaceholderText(tr("Search the guide"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    m_headings->setFrameShape(QFrame::NoFrame);
    m_headings->setAccessibleName(tr("Contents"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenExternalLinks(true);
    m_text->setAccessibleName(tr("User guide"));
    auto* split = new QSplitter(Qt::Horizontal);
    split->addWidget(m_headings);
    split->addWidget(m_text);
    split->setSizes({200, 600});
    split->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_search);
    column->addWidget(split, 1);
    connect(m_search, &QLineEdit::textEdited, this, [this] { find(false); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(true); });
    connect(m_headings, &QListWidget::currentTextChanged, this, &HelpView::showSection);
}

void HelpView::setGuide(const QString& markdown)
{
    static const QRegularExpression picture(QStringLiteral("!\\[[^\\]]*\\]\\([^)]*\\)"));
    m_text->setMarkdown(QString(markdown).remove(picture));
    m_headings->clear();
    for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next())
        if (block.blockFormat().headingLevel() == 2)
            m_headings->addItem(block.text());
}

QStringList HelpView::headings() const
{
    QStringList texts;
    for (int row = 0; row < m_headings->count(); ++row)
        texts.append(m_headings->item(row)->text());
    return texts;
}

void HelpView::showSection(const QString& heading)
{
    QTextCursor cursor(m_text->document());
    for (QTextBlock block = m_text->document()->begin(); block.isValid() && !heading.isEmpty(); block = block.next())
        if (block.blockFormat().headingLevel() > 0 && block.text().contains(heading, Qt::CaseInsensitive)) {
            cursor = QTextCursor(block);
            break;
        }
    // First to the end, so that the heading then stands at the top.
    m_text->moveCursor(QTextCursor::End);
    m_text->setTextCursor(cursor);
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->value() + m_text->cursorRect().top());
}

void HelpView::find(bool again)
{
    if (!again)
        m_text->moveCursor(QTextCursor::Start);
    if (!m_text->find(m_search->text()) && again) { // from the beginning once more
        m_text->moveCursor(QTextCursor::Start);
        m_text->find(m_search->text());
    }
}

QString userGuide()
{
    for (const QString& name : {QStringLiteral(":/help/user-guide.md"), QCoreApplication::applicationDirPath() + QStringLiteral("/../share/doc/fulcrum/user-guide.md")}) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            return QString::fromUtf8(file.readAll());
    }
    return {};
}

} // namespace fulcrum::views
